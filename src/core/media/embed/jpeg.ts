import * as l10n from '@vscode/l10n';
import { brokenPicture, cutOff, doesNotFit, embedded, type Embed } from './embedding';
import { withText, withoutText } from './exif';
import { MPF_NAME, withMovedPictures } from './mpf';

/** A segment with its marker and length. ITU-T T.81, B.1.1 */
interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

const SOI_BYTES = 2;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const EXIF = Buffer.from('Exif\0\0', 'latin1');
/** What the two bytes of a segment's length can say, without these bytes and the name. */
const MOST_EXIF_BYTES = 0xffff - 2 - EXIF.length;

/** Writes a text as the UserComment in the Exif of a JPEG; a new one goes behind JFIF. */
export const embedInJpeg: Embed = (picture, text, { force = false }) => {
  const segments = segmentsOf(picture);
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

/** Bytes that come in the place of others. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

function spliced(picture: Buffer, edits: readonly Edit[]): Buffer {
  const inOrder = edits.toSorted((one, other) => one.start - other.start);
  const parts = inOrder.flatMap(({ start, bytes }, index) => [
    picture.subarray(inOrder[index - 1]?.end ?? 0, start),
    bytes,
  ]);
  return Buffer.concat([...parts, picture.subarray(inOrder.at(-1)?.end)]);
}

/** The places of further pictures behind this one, as they are after other edits. */
function editsOfMpf(picture: Buffer, segments: readonly Segment[], edits: readonly Edit[]): Edit[] {
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
function behindJfif(segments: readonly Segment[]): number {
  let end = SOI_BYTES;
  for (const segment of segments) if (segment.marker === APP0 && segment.start === end) end = segment.end;
  return end;
}

const hasName = (picture: Buffer, { marker, start, end }: Segment, wanted: number, name: Buffer): boolean =>
  marker === wanted && picture.subarray(start + 4, Math.min(end, start + 4 + name.length)).equals(name);

const exifOf = (picture: Buffer, { start, end }: Segment) => picture.subarray(start + 4 + EXIF.length, end);

function exifSegment(exif: Buffer): Buffer {
  const head = Buffer.from([0xff, APP1, 0, 0]);
  head.writeUInt16BE(2 + EXIF.length + exif.length, 2);
  return Buffer.concat([head, EXIF, exif]);
}

/**
 * The segments before the first scan, of a JPEG that goes on to its end.
 * @throws Problem `unreadable`
 */
function segmentsOf(picture: Buffer): Segment[] {
  const segments: Segment[] = [];
  let hasFrame = false;
  let hasScan = false;
  for (let at = SOI_BYTES; ;) {
    // Any number of these may stand before a marker.
    while (picture[at] === 0xff && picture[at + 1] === 0xff) at++;
    const marker = picture[at + 1];
    if (marker === undefined) throw cutOff();
    if (picture[at] !== 0xff || marker === 0 || marker === SOI) throw broken();
    if (marker === EOI) {
      if (!hasFrame || !hasScan) throw brokenPicture(l10n.t('it has no pixels'));
      return segments;
    }
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    if (at + 4 > picture.length) throw cutOff();
    const length = picture.readUInt16BE(at + 2);
    const end = at + 2 + length;
    if (length < 2) throw broken();
    if (end > picture.length) throw cutOff();
    hasFrame ||= isFrame(marker);
    hasScan ||= marker === SOS;
    if (!hasScan) segments.push({ marker, start: at, end });
    at = marker === SOS ? endOfScan(picture, end) : end;
  }
}

/** Where the next marker stands behind the pixels of a scan, among which `ff 00` and restart marks are no markers. */
function endOfScan(picture: Buffer, start: number): number {
  for (let at = start; ;) {
    at = picture.indexOf(0xff, at);
    if (at < 0 || at + 1 >= picture.length) throw cutOff();
    const next = picture[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isBare(next)) return at;
    at += next === 0xff ? 1 : 2;
  }
}

/** Restart marks and TEM have no length. */
const isBare = (marker: number): boolean => (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01;

/** SOF0 to SOF15, among which DHT, JPG and DAC are none. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const broken = () => brokenPicture(l10n.t('its parts do not fit together'));
