import { exifOfWebp, WEBP_HAS, webpChunks, webpEnd, webpOf, withWebpFlags } from '../containers/webpChunks';
import { doesNotFit, embedded, MOST_TEXT_BYTES, type Embed } from './embedding';
import { withText, withoutText } from './exif';

const PIXELS: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANMF']);

/** Writes a text as the UserComment in the Exif of a WebP; a simple one becomes an extended one. */
export const embedInWebp: Embed = (picture, text, { force = false }) => {
  const chunks = webpChunks(picture);
  const old = chunks.filter(({ name }) => name === 'EXIF');
  const exif = withText(old[0] && exifOfWebp(old[0]), text, force);
  if (typeof exif === 'string') return doesNotFit(exif);
  const excess = exif.length - MOST_TEXT_BYTES;
  if (excess > 0) return doesNotFit('length', Math.max(0, text.length - Math.ceil(excess / 2)));
  const rest = chunks.map((chunk) =>
    chunk.name !== 'EXIF'
      ? chunk
      : { name: 'EXIF', data: chunk === old[0] ? exif : withoutText(exifOfWebp(chunk)) },
  );
  // Exif stands behind the pixels, and before XMP.
  const pixels = rest.findLastIndex(({ name }) => PIXELS.has(name));
  if (old.length === 0) rest.splice(pixels + 1, 0, { name: 'EXIF', data: exif });
  const made = webpOf(
    picture,
    withWebpFlags(rest, (flags) => flags | WEBP_HAS.exif),
  );
  return embedded(Buffer.concat([made, picture.subarray(webpEnd(picture))]));
};
