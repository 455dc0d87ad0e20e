import * as l10n from '@vscode/l10n';
import { brokenPicture, cutOff } from './brokenPicture';

/** A segment with its marker and length. ITU-T T.81, B.1.1 */
export interface JpegSegment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
  /** Of the first scan, or behind it. */
  readonly isBehindScan: boolean;
}

/** What stands before the first segment. */
export const JPEG_START_BYTES = 2;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** Bytes that come in the place of others. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/** Bytes with edits, which do not overlap. */
export function spliced(picture: Buffer, edits: readonly Edit[]): Buffer {
  const inOrder = edits.toSorted((one, other) => one.start - other.start);
  const parts = inOrder.flatMap(({ start, bytes }, index) => [
    picture.subarray(inOrder[index - 1]?.end ?? 0, start),
    bytes,
  ]);
  return Buffer.concat([...parts, picture.subarray(inOrder.at(-1)?.end)]);
}

/**
 * The segments of a JPEG, and where it ends: further pictures, or data of other programs, may stand behind that.
 * @throws Problem `unreadable` for one that does not go on to its end
 */
export function jpegSegments(picture: Buffer): { readonly segments: JpegSegment[]; readonly end: number } {
  const segments: JpegSegment[] = [];
  let hasFrame = false;
  let hasScan = false;
  for (let at = JPEG_START_BYTES; ;) {
    // Any number of these may stand before a marker.
    while (picture[at] === 0xff && picture[at + 1] === 0xff) at++;
    const marker = picture[at + 1];
    if (marker === undefined) throw cutOff();
    if (picture[at] !== 0xff || marker === 0 || marker === SOI) throw broken();
    if (marker === EOI) {
      if (!hasFrame || !hasScan) throw brokenPicture(l10n.t('it has no pixels'));
      return { segments, end: at + 2 };
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
    segments.push({ marker, start: at, end, isBehindScan: hasScan });
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
