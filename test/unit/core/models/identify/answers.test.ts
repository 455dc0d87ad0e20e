import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { faults } from '../../../../civitai/faults';
import { makeLora, sha256 } from '../../../../fixtures/makeModels';
import { TestLibrary } from '../../../support/testLibrary';

describe('what an annotate run makes of answers', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  it('finds a published LoRA whose header was edited by its tensors, and asks no more', async () => {
    const training = { name: 'ink', hash: false };
    const published = makeLora(training);
    library.publish(published, { versionId: 22, modelId: 11, modelName: 'Ink' });
    const edited = editedHeader(published);
    const file = await library.write('edited.safetensors', edited);
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file]);
    assert.deepEqual(
      [result?.state, result?.civitai_version_id, result?.identified_by],
      ['provisional', 22, 'tensors'],
    );
    const sidecar = await library.sidecar(file);
    assert.equal(sidecar.hash_sha256, sha256(edited));
    assert.equal(sidecar.civitai_name, 'Ink');
    library.civitai.requests.length = 0;
    const [again] = await annotator.annotate([file]);
    assert.deepEqual([again?.state, library.civitai.requests.length], ['provisional', 0]);
    const [verified] = await annotator.annotate([file], { verify: true });
    assert.deepEqual([verified?.state, verified?.identified_by], ['provisional', 'tensors']);
  });

  it('fails only the file whose answer is broken, and says “ask again”', async () => {
    const files = [];
    for (let n = 0; n < 8; n++)
      files.push(await library.published(`m${n}`, { versionId: n + 1, modelId: n + 1 }));
    const broken = sha256(await readFile(files[3]!.path));
    library.civitai.failAbout('byHashBatch', broken, faults.serverError());
    library.civitai.failAbout('version', '/4', faults.serverError());
    library.civitai.failAbout('models', '6', faults.serverError());
    const { annotator } = await library.services();
    const results = await annotator.annotate(files, { header: false });
    assert.deepEqual(
      results.map(({ state }) => state),
      files.map((_, n) => (n === 3 ? 'failed' : 'identified')),
    );
    assert.equal(results[3]?.error?.code, 'server_error');
    assert.equal((await library.sidecar(files[3]!)).civitai_state, undefined);
    library.civitai.heal();
    const [healed] = await annotator.annotate([files[3]!]);
    assert.equal(healed?.state, 'identified');
  });

  it('waits for a silent server once, and not again for each question of the run', async () => {
    const lora = await library.published('lora', { headerHash: true });
    const files = [lora, await library.published('ink', { versionId: 22 })];
    library.civitai.fail('byHashIds', { kind: 'silent' });
    library.civitai.fail('byHash', { kind: 'silent' });
    const { annotator } = await library.services({ timeouts: { headersMs: 100, idleMs: 100 } });
    const told: string[] = [];
    const results = await annotator.annotate(files, { onOutage: ({ code }) => told.push(code) });
    assert.deepEqual(new Set(results.map(({ state }) => state)), new Set(['unidentified']));
    assert.deepEqual(told, ['timeout']);
    assert.equal(library.civitai.requests.length, 2);
  });

  for (const [what, fault, most] of [
    ['silent', faults.silent(), 2],
    ['broken', faults.serverError(), 25],
  ] as const) {
    it(`gives a server up that is ${what} over each single version, and knows nothing of them`, async () => {
      const files = [];
      for (let n = 0; n < 12; n++) files.push(await library.published(`m${n}`, { versionId: n + 1 }));
      library.civitai.fail('byHashBatch', { kind: 'change', change: (): unknown => [] });
      library.civitai.fail('version', fault);
      const { annotator } = await library.services({ timeouts: { headersMs: 200, idleMs: 200 } });
      const results = await annotator.annotate(files, { header: false });
      assert.deepEqual(new Set(results.map(({ state }) => state)), new Set(['unidentified']));
      assert.equal(library.requests('model-versions/').filter((line) => /\/\d+$/.test(line)).length, most);
    });
  }

  it('does not take garbage for “not on Civitai”', async () => {
    const file = await library.published('ink', { versionId: 22 });
    library.civitai.fail('byHashIds', { kind: 'change', change: () => [{ modelVersionId: '22' }] });
    const { annotator } = await library.services();
    const told: string[] = [];
    const [result] = await annotator.annotate([file], {
      header: false,
      onOutage: ({ code }) => told.push(code),
    });
    assert.deepEqual([result?.state, told], ['unidentified', ['bad_answer']]);
    assert.equal((await library.sidecar(file)).civitai_state, undefined);
  });
});

/** The same tensors behind a header with a comment. */
function editedHeader(file: Buffer): Buffer {
  const length = Number(file.readBigUInt64LE());
  const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as { __metadata__?: object };
  const text = Buffer.from(
    JSON.stringify({ ...header, __metadata__: { ...header.__metadata__, comment: 'mine' } }),
  );
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([prefix, text, file.subarray(8 + length)]);
}
