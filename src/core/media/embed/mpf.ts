import { Tiff } from './tiff';

/** What a segment with the places of further pictures begins with. CIPA DC-007, 5.1 */
export const MPF_NAME = Buffer.from('MPF\0', 'latin1');

/** The list of pictures: 16 bytes each, among them length and place in four bytes each. CIPA DC-007, 5.2.3.3 */
const PICTURES = 0xb002;
const PICTURE_BYTES = 16;
const LENGTH_AT = 4;
const PLACE_AT = 8;

/**
 * Corrects the list of the pictures that stand behind the first one in a JPEG, such as its depth or its brightness for HDR.
 * @param list without its name
 * @param grown bytes that the first picture has more than before
 * @param moved bytes that what stands behind the list has moved by
 * @returns as many bytes, the same ones where the list cannot be understood
 */
export function withMovedPictures(list: Buffer, grown: number, moved: number): Buffer {
  const tiff = Tiff.of(list);
  const entry = tiff?.folder(tiff.read(4, 4), true)?.entries.find(({ tag }) => tag === PICTURES);
  if (!tiff || !entry || entry.valueEnd > list.length) return list;
  const add = (at: number, more: number) => {
    const value = tiff.read(at, 4);
    // The place of the first picture is 0, and so is what is not known.
    if (value !== 0) tiff.write(at, Math.max(0, Math.min(0xffffffff, value + more)), 4);
  };
  for (let at = entry.valueAt; at + PICTURE_BYTES <= entry.valueEnd; at += PICTURE_BYTES) {
    if (at === entry.valueAt) add(at + LENGTH_AT, grown);
    add(at + PLACE_AT, moved);
  }
  return tiff.bytes;
}
