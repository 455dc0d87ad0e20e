import {
  jpegSegments,
  JPEG_START_BYTES,
  spliced,
  type Edit,
  type JpegSegment,
} from '../containers/jpegSegments';
import { doesNotFit, embedded, type Embed } from './embedding';
import { withText, withoutText } from './exif';
import { MPF_NAME, withMovedPictures } from './mpf';

const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const EXIF = Buffer.from('Exif\0\0', 'latin1');
/** What the two bytes of a segment's length can say, without these bytes and the name. */
const MOST_EXIF_BYTES = 0xffff - 2 - EXIF.length;

/** Writes a text as the UserComment in the Exif of a JPEG; a new one goes behind JFIF. */
export const embedInJpeg: Embed = (picture, text, { force = false }) => {
  // Behind the first scan, nothing of Exif is read.
  const segments = jpegSegments(picture).segments.filter(({ isBehindScan }) => !isBehindScan);
  const ofExif = segments.filter((segment) => hasName(picture, segment, APP1, EXIF));
  const [first, ...others] = ofExif.map((segment) => exifOf(picture, segment));
  // Exif of more than 64 KB goes on in the next segment, without a header of its own.
  if (others.some((exif) => !/^(?:II|MM)/.test(exif.toString('latin1', 0, 2)))) return doesNotFit('exif');
  const exif = withText(first, text, force);
  if (typeof exif === 'string') return doesNotFit(exif);
  const excess = exif.length - MOST_EXIF_BYTES;
  if (excess > 0) return doesNotFit('length', Math.max(0, text.length - Math.ceil(excess / 2)));
  const edits: Edit[] = ofExif.map(({ start, end }, index) => ({
    start,
    end,
    bytes: exifSegment(index === 0 ? exif : withoutText(others[index - 1] ?? exif)),
  }));
  const start = behindJfif(segments);
  if (!first) edits.push({ start, end: start, bytes: exifSegment(exif) });
  return embedded(spliced(picture, [...edits, ...editsOfMpf(picture, segments, edits)]));
};

/** The places of further pictures behind this one, as they are after other edits. */
function editsOfMpf(picture: Buffer, segments: readonly JpegSegment[], edits: readonly Edit[]): Edit[] {
  const growth = (some: readonly Edit[]): number =>
    some.reduce((sum, { start, end, bytes }) => sum + bytes.length - (end - start), 0);
  return segments
    .filter((segment) => hasName(picture, segment, APP2, MPF_NAME))
    .map(({ start, end }) => {
      const listAt = start + 4 + MPF_NAME.length;
      const behind = edits.filter((edit) => edit.start >= end);
      const bytes = withMovedPictures(picture.subarray(listAt, end), growth(edits), growth(behind));
      return { start: listAt, end, bytes };
    });
}

/** JFIF wants to be first, and Exif directly behind it. */
function behindJfif(segments: readonly JpegSegment[]): number {
  let end = JPEG_START_BYTES;
  for (const segment of segments) if (segment.marker === APP0 && segment.start === end) end = segment.end;
  return end;
}

const hasName = (
  picture: Buffer,
  { marker, start, end }: JpegSegment,
  wanted: number,
  name: Buffer,
): boolean =>
  marker === wanted && picture.subarray(start + 4, Math.min(end, start + 4 + name.length)).equals(name);

const exifOf = (picture: Buffer, { start, end }: JpegSegment) =>
  picture.subarray(start + 4 + EXIF.length, end);

function exifSegment(exif: Buffer): Buffer {
  const head = Buffer.from([0xff, APP1, 0, 0]);
  head.writeUInt16BE(2 + EXIF.length + exif.length, 2);
  return Buffer.concat([head, EXIF, exif]);
}
