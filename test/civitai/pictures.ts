import { crc32, deflateSync } from 'node:zlib';

/** A JPEG of 32 × 32 pixels: red grows to the right, green downwards. */
export const JPEG: Buffer = Buffer.from(
  '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/' +
    '2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAAR' +
    'CAAgACADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABAMG/8QAFxAAAwEAAAAAAAAAAAAAAAAAAAIDYf/EABcBAAMB' +
    'AAAAAAAAAAAAAAAAAAIEBQb/xAAWEQEBAQAAAAAAAAAAAAAAAAADAAL/2gAMAwEAAhEDEQA/AM6kcEJEukRCRwp6SAVjpHBC' +
    'RwukcEJEX0lYFY6REJHC6RwQkcF9JZIVjpHBCRLpEQkRfSVkVv/Z',
  'base64',
);

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Red, green and blue, each 0…255. */
type Rgb = readonly [number, number, number];

/** A PNG of one colour. */
export function png(width: number, height: number, rgb: Rgb): Buffer {
  return paintedPng(width, height, () => rgb);
}

/** A PNG that is painted point by point. */
export function paintedPng(width: number, height: number, paint: (x: number, y: number) => Rgb): Buffer {
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (__, x) => paint(x, y)).flat()]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, colours without transparency.
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(rows));
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named) >>> 0);
  return Buffer.concat([length, named, sum]);
}
