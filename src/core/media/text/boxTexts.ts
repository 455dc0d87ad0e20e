import type { ByteSource } from './byteSource';
import { readExif } from './exif';
import { itemsOfMeta, type MetaItem } from './metaBox';
import { MAX_TEXT_BYTES, type TextCollector } from './pictureTexts';
import { readXmp } from './xmp';

const MAX_BOXES = 10_000;

/** Reads the Exif and XMP of a file of boxes (ISO 14496-12): items of AVIF and HEIC, boxes of JPEG XL. */
export async function readBoxTexts(source: ByteSource, collector: TextCollector): Promise<void> {
  let at = 0;
  for (let count = 0; count < MAX_BOXES && at + 8 <= source.size; count++) {
    const header = await source.read(at, 16);
    let length = header.readUInt32BE(0);
    const type = header.toString('latin1', 4, 8);
    let start = at + 8;
    if (length === 1 && header.length === 16) {
      length = Number(header.readBigUInt64BE(8));
      start = at + 16;
    } else if (length === 0) length = source.size - at;
    const end = at + length;
    if (end < start || end > source.size) return;
    if (['meta', 'Exif', 'xml ', 'brob'].includes(type)) {
      if (end - start > MAX_TEXT_BYTES) collector.leaveOut();
      else await readBox(type, Buffer.from(await source.read(start, end - start)), source, collector);
    }
    at = end;
  }
}

async function readBox(type: string, bytes: Buffer, source: ByteSource, collector: TextCollector) {
  switch (type) {
    case 'meta':
      for (const item of itemsOfMeta(bytes)) await readItem(item, source, collector);
      return;
    case 'Exif':
      readExif(withoutOffset(bytes), collector);
      return;
    case 'xml ':
      readXmp(bytes, collector);
      return;
    case 'brob': {
      const inner = bytes.toString('latin1', 0, 4);
      const content = collector.decompress(bytes.subarray(4), 'brotli');
      if (content && (inner === 'Exif' || inner === 'xml ')) await readBox(inner, content, source, collector);
    }
  }
}

async function readItem(item: MetaItem, source: ByteSource, collector: TextCollector): Promise<void> {
  const length = item.extents.reduce((sum, extent) => sum + extent.length, 0);
  if (length > MAX_TEXT_BYTES) {
    collector.leaveOut();
    return;
  }
  const parts: Buffer[] = [];
  for (const { data, offset, length: size } of item.extents)
    parts.push(data ? data.subarray(offset, offset + size) : Buffer.from(await source.read(offset, size)));
  const bytes = Buffer.concat(parts);
  if (item.kind === 'Exif') readExif(withoutOffset(bytes), collector);
  else readXmp(bytes, collector);
}

/** Four bytes say how far the TIFF header is; some writers leave them out, or say 0 before `Exif\0\0`. */
function withoutOffset(bytes: Buffer): Buffer {
  const head = bytes.toString('latin1', 0, 64);
  const start = head.search(/II\*\0|MM\0\*/);
  return start < 0 ? bytes.subarray(0, 0) : bytes.subarray(start);
}
