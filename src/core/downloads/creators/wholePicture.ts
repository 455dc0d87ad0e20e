import { open } from 'node:fs/promises';
import { imageEnding } from '../../images/imageEnding';

const END_BYTES = 64;

/** The last chunk, with its checksum. */
const PNG_END = Buffer.from('IEND\xae\x42\x60\x82', 'latin1');

/** What the last bytes of whole pictures have; formats that are not here tell nothing by their end. */
const ENDS: Readonly<Record<string, (end: Buffer) => boolean>> = {
  // Some programs write a few bytes behind the end.
  '.jpeg': (end) => end.includes(Buffer.of(0xff, 0xd9)),
  '.png': (end) => end.includes(PNG_END),
  '.gif': (end) => end.includes(0x3b),
};

/**
 * Whether a file is a picture or video that was written to its end, as far as its first and last bytes tell: a download
 * of another program may have been cut off.
 * @returns its bytes; undefined where it is none
 */
export async function wholePicture(path: string): Promise<number | undefined> {
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const read = async (from: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(END_BYTES), 0, END_BYTES, Math.max(0, from));
      return buffer.subarray(0, bytesRead);
    };
    const head = await read(0);
    const ending = imageEnding(head);
    if (ending === undefined) return undefined;
    if (ending === '.webp' && head.length >= 8 && head.readUInt32LE(4) + 8 > size) return undefined;
    return (ENDS[ending]?.(await read(size - END_BYTES)) ?? true) ? size : undefined;
  } finally {
    await file.close();
  }
}
