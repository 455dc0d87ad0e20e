import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { imageInfoOf } from '../../../../../src/core/images/info/readImageInfo';
import { bytesSource } from '../../../../../src/core/media/text/byteSource';
import { pngFile, textChunk } from '../../media/text/pictureFiles';
import { Problem } from '../../../../../src/core/problem/problem';

const FOLDER = 'test/fixtures/images/files';
/** Those that inflate to much take long, and are no other in form. */
const SLOW = new Set(['a15-inflate-bomb.png', 'a13-behind-400k.png']);

async function readAny(bytes: Buffer): Promise<void> {
  try {
    const info = await imageInfoOf(bytesSource(bytes), 'x');
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

  it('ends soon on texts that are made to take long', async () => {
    const million = (part: string) => part.repeat(1_000_000 / part.length);
    const settings = 'Steps: 1, Sampler: x, Seed: 1';
    for (const text of [
      `<lora:${million('a')}`,
      million('<lora:'),
      `<lyco:${million('a:')}`,
      million('<lyco:'),
      million('(['),
      million('{"a":'),
      million('['),
      `p\n${settings}, Lora hashes: "${million('a: ')}"`,
      `p\n${settings}, Hashes: ${million('[')}${million(']')}`,
      `"${million('\\')}`,
      `"${million('[')}" -s 1`,
      `{"c": "x", "prompt": "${million('-S ')}"}`,
    ]) {
      await readAny(pngFile(textChunk('parameters', text), textChunk('Dream', text)));
      await readAny(pngFile(textChunk('prompt', text), textChunk('workflow', text)));
    }
    for (const inner of [
      million('a'),
      million('a '),
      million('a='),
      million('"'),
      million('<'),
      million('&#1'),
    ])
      await readAny(
        pngFile(textChunk('XML:com.adobe.xmp', `<x:x><rdf:Description ${inner}></rdf:Description>`)),
      );
  }).timeout(60_000);

  it('leaves JSON that is nested too deeply to be walked through', async () => {
    const deep = `{"sui_image_params": {"prompt": "p"}, "a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const found = await imageInfoOf(bytesSource(pngFile(textChunk('parameters', deep))), 'x');
    assert.equal(found.tool, null);
    const nested = `p\nSteps: 1, Sampler: x, Seed: 1, Hashes: ${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    JSON.stringify(await imageInfoOf(bytesSource(pngFile(textChunk('parameters', nested))), 'x'));
  });
});
