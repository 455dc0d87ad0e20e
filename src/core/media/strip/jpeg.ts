import {
  jpegSegments,
  JPEG_START_BYTES,
  spliced,
  type Edit,
  type JpegSegment,
} from '../containers/jpegSegments';
import { orientationExif, orientationOf } from './orientation';

const [APP0, APP1, APP2, APP14, APP15, COMMENT] = [0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe];
const EXIF = 'Exif\0\0';

/** Of the segments that decoders may skip, those that say how the pixels are shown: size, colour profile, colour space. */
const KEPT: readonly (readonly [marker: number, name: string])[] = [
  [APP0, 'JFIF\0'],
  [APP2, 'ICC_PROFILE\0'],
  [APP14, 'Adobe'],
];

/** A JPEG without texts: Exif, XMP, captions, comments, segments of other programs, and what stands behind its end. */
export function stripJpeg(picture: Buffer): Buffer {
  const { segments, end } = jpegSegments(picture);
  const nameOf = (segment: JpegSegment, length: number) =>
    picture.toString('latin1', segment.start + 4, Math.min(segment.end, segment.start + 4 + length));
  const isGone = (segment: JpegSegment): boolean => {
    const { marker } = segment;
    if (marker !== COMMENT && (marker < APP0 || marker > APP15)) return false;
    return !KEPT.some(([kept, name]) => marker === kept && nameOf(segment, name.length) === name);
  };
  const old = segments.find((each) => each.marker === APP1 && nameOf(each, EXIF.length) === EXIF);
  const exif = old && orientationExif(orientationOf(picture.subarray(old.start + 4 + EXIF.length, old.end)));
  const edits: Edit[] = segments.filter(isGone).map(({ start, end: to }) => ({ start, end: to, bytes: Buffer.alloc(0) })); // prettier-ignore
  const stripped = spliced(picture.subarray(0, end), edits);
  if (!exif) return stripped;
  const head = Buffer.from([0xff, APP1, 0, 0]);
  head.writeUInt16BE(2 + EXIF.length + exif.length, 2);
  const first = segments[0];
  // JFIF wants to be first.
  const at = first && !isGone(first) && first.marker === APP0 ? first.end : JPEG_START_BYTES;
  return spliced(stripped, [
    { start: at, end: at, bytes: Buffer.concat([head, Buffer.from(EXIF, 'latin1'), exif]) },
  ]);
}
