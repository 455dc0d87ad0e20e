import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { imageInfoOf } from '../../../../../src/core/images/info/readImageInfo';
import { bufferSource } from '../../../../../src/core/media/text/byteSource';
import { Problem } from '../../../../../src/core/problem/problem';

const FOLDER = 'test/fixtures/images/files';
/** Those that inflate to much take long, and are no other in form. */
const SLOW = new Set(['a15-inflate-bomb.png', 'a13-behind-400k.png']);

async function readAny(bytes: Buffer): Promise<void> {
  try {
    const info = await imageInfoOf(bufferSource(bytes), 'x');
    assert.ok(info.prompt === null || typeof info.prompt === 'string');
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
  }
}

describe('readImageInfo of damaged pictures', () => {
  for (const name of readdirSync(FOLDER).filter((file) => !SLOW.has(file)))
    it(`${name}: fails in no other way than with a problem`, () => {
      const whole = readFileSync(join(FOLDER, name));
      const at = fc.nat(Math.min(whole.length - 1, 20_000));
      const flips = fc.array(fc.tuple(at, fc.nat(255)), { maxLength: 12 });
      return fc.assert(
        fc.asyncProperty(flips, fc.option(at), async (changed, cut) => {
          const bytes = Buffer.from(whole);
          for (const [index, value] of changed) bytes[index] = value;
          await readAny(cut === null ? bytes : bytes.subarray(0, cut));
        }),
        { numRuns: 40 },
      );
    });

  it('and of none at all', async () => {
    const starts = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xe1', 'RIFF\0\0\0\0WEBP', 'GIF89a', 'II*\0', '\0\0\0\x1cftypavif', '\xff\x0a']; // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), (start, rest) =>
        readAny(Buffer.concat([Buffer.from(start, 'latin1'), rest])),
      ),
      { numRuns: 500 },
    );
  });
});
