import type { ByteSource } from './byteSource';
import { readExif } from './exif';
import { MAX_TEXT_BYTES, type TextCollector } from './pictureTexts';
import { readXmp } from './xmp';

const MAX_CHUNKS = 100_000;

/** Reads the Exif and XMP chunks of a WebP; those of an animation stand behind its frames. */
export async function readWebpTexts(source: ByteSource, collector: TextCollector): Promise<void> {
  let at = 12;
  for (let count = 0; count < MAX_CHUNKS && at + 8 <= source.size; count++) {
    const header = await source.read(at, 8);
    const type = header.toString('latin1', 0, 4);
    const length = header.readUInt32LE(4);
    const start = at + 8;
    if (start + length > source.size) return;
    if (type === 'EXIF' || type.startsWith('XMP')) {
      if (length > MAX_TEXT_BYTES) collector.leaveOut();
      else {
        const bytes = Buffer.from(await source.read(start, length));
        if (type === 'EXIF') readExif(bytes, collector);
        else readXmp(bytes, collector);
      }
    }
    at = start + length + (length % 2 === 1 && (await isPadded(source, start + length)) ? 1 : 0);
  }
}

/** Some writers leave out the zero behind an odd chunk: then the name of the next one stands there. */
async function isPadded(source: ByteSource, at: number): Promise<boolean> {
  const [byte = 0] = await source.read(at, 1);
  return byte < 0x41;
}
