import { exifOfWebp, WEBP_HAS, webpChunks, webpOf, withWebpFlags } from '../containers/webpChunks';
import { orientationExif, orientationOf } from './orientation';

const KEPT: ReadonlySet<string> = new Set(['VP8X', 'ICCP', 'ANIM', 'ANMF', 'ALPH', 'VP8 ', 'VP8L']);

/** A WebP without texts: Exif, XMP, chunks of other programs, and what stands behind its end. */
export function stripWebp(picture: Buffer): Buffer {
  const chunks = webpChunks(picture);
  const old = chunks.find(({ name }) => name === 'EXIF');
  const exif = old && orientationExif(orientationOf(exifOfWebp(old)));
  const kept = chunks.filter(({ name }) => KEPT.has(name));
  // A simple picture stays one.
  if (!exif && kept[0]?.name !== 'VP8X') return webpOf(picture, kept);
  const all = exif ? [...kept, { name: 'EXIF', data: exif }] : kept;
  const flags = (before: number) => (before & ~(WEBP_HAS.xmp | WEBP_HAS.exif)) | (exif ? WEBP_HAS.exif : 0);
  return webpOf(picture, withWebpFlags(all, flags));
}
