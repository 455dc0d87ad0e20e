import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBmp } from '../../../../src/core/media/bmp';

interface Bmp {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly way?: number;
  readonly palette?: readonly number[];
  readonly masks?: readonly number[];
  readonly rows: Buffer;
}

function bmp({ width, height, depth, way = 0, palette = [], masks = [], rows }: Bmp): Buffer {
  const header = Buffer.alloc(54);
  const table = Buffer.alloc(4 * (palette.length + masks.length));
  [...masks, ...palette].forEach((value, index) => table.writeUInt32LE(value, index * 4));
  header.write('BM');
  header.writeUInt32LE(54 + table.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(depth, 28);
  header.writeUInt32LE(way, 30);
  return Buffer.concat([header, table, rows]);
}

const pixels = (bytes: Buffer) => {
  const { data } = decodeBmp(bytes, 1000);
  return Array.from({ length: data.length / 4 }, (_, index) => [...data.subarray(index * 4, index * 4 + 4)]);
};
const RED = [255, 0, 0, 255];
const BLUE = [0, 0, 255, 255];

describe('decodeBmp', () => {
  it('reads 24 bits from the bottom up, and from the top down', () => {
    const rows = Buffer.from([0, 0, 255, 0, 255, 0, 0, 0]);
    assert.deepEqual(pixels(bmp({ width: 1, height: 2, depth: 24, rows })), [BLUE, RED]);
    assert.deepEqual(pixels(bmp({ width: 1, height: -2, depth: 24, rows })), [RED, BLUE]);
  });

  for (const [depth, row] of [
    [1, 0b01000000],
    [4, 0x01],
  ] as const)
    // prettier-ignore
    it(`reads ${depth} bits with a palette`, () => {
      const palette = Array.from({ length: 2 ** depth }, (_, index) => (index === 1 ? 0x0000ff : 0xff0000));
      const found = pixels(bmp({ width: 2, height: 1, depth, palette, rows: Buffer.from([row, 0, 0, 0]) }));
      assert.deepEqual(found, [RED, BLUE]);
    });

  it('reads 8 bits with a palette', () => {
    const palette = [0xff0000, 0x0000ff];
    const rows = Buffer.from([1, 0, 0, 0]);
    assert.deepEqual(pixels(bmp({ width: 2, height: 1, depth: 8, palette, rows })), [BLUE, RED]);
  });

  it('reads 16 and 32 bits, with masks of their own, too', () => {
    const rows = Buffer.alloc(4);
    rows.writeUInt16LE(0x7c00);
    assert.deepEqual(pixels(bmp({ width: 1, height: 1, depth: 16, rows })), [RED]);
    rows.writeUInt16LE(0xf800);
    const masks = [0xf800, 0x07e0, 0x001f];
    assert.deepEqual(
      pixels(bmp({ width: 1, height: 1, depth: 16, way: 3, masks, rows: Buffer.concat([rows, rows]) })),
      [RED],
    );
    rows.writeUInt32LE(0x00ff0000);
    assert.deepEqual(pixels(bmp({ width: 1, height: 1, depth: 32, rows })), [RED]);
  });

  it('refuses what is cut off, packed or too large before it takes memory', () => {
    const whole = bmp({ width: 2, height: 2, depth: 24, rows: Buffer.alloc(16) });
    assert.throws(() => decodeBmp(whole.subarray(0, -1), 1000), /truncated/);
    assert.throws(
      () => decodeBmp(bmp({ width: 60_000, height: 60_000, depth: 8, rows: Buffer.alloc(0) }), 1000),
      /pixel limit/,
    );
    assert.throws(
      () => decodeBmp(bmp({ width: 2, height: 2, depth: 8, way: 1, rows: Buffer.alloc(16) }), 1000),
      /packed/,
    );
  });

  it('never does anything but read or refuse', () => {
    const start = bmp({ width: 3, height: 3, depth: 8, rows: Buffer.alloc(40) });
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.uint8Array({ minLength: 1, maxLength: 12 }),
        (at, bytes) => {
          const broken = Buffer.from(start);
          broken.set(bytes, at);
          try {
            assert.ok(decodeBmp(broken, 1000).data.length <= 4000);
          } catch (error) {
            assert.ok(error instanceof Error && !(error instanceof assert.AssertionError));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
