import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ModelFile } from '../../../../../src/core/models/modelFile';
import type { SidecarPatch } from '../../../../../src/core/models/sidecar/store';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { faults } from '../../../../civitai/faults';
import { TestLibrary } from '../../../support/testLibrary';

const YEARS_AGO = '2020-01-01T00:00:00.000Z';
/** Civitai leaves out a model that it does not show. */
const NO_MODELS = {
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ items: [], metadata: {} }),
} as const;
const DAY_MS = 24 * 60 * 60 * 1000;

describe('annotate of models whose sidecars name no creator', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  /** An annotated model with a sidecar as an older version wrote it. */
  async function older(name: string, modelId: number, more: SidecarPatch = {}): Promise<ModelFile> {
    const file = await library.published(name, {
      modelId,
      versionId: modelId * 10,
      creator: `maker${modelId}`,
    });
    await (await library.services()).annotator.annotate([file], { previews: false });
    const patch = { civitai_creator: undefined, civitai_checked_at: YEARS_AGO, ...more };
    await updateSidecar(file.path, () => patch);
    return file;
  }

  async function annotated(...files: ModelFile[]) {
    library.civitai.requests.length = 0;
    const results = await (await library.services()).annotator.annotate(files);
    const creators = await Promise.all(
      files.map(async (file) => (await library.sidecar(file)).civitai_creator),
    );
    return { creators, states: results.map(({ state }) => state), requests: library.requests() };
  }

  it('asks for those of all models at once, and for nothing else', async () => {
    const [one, two] = [
      await older('one', 1),
      await older('two', 2, { tags: ['mine'], field_sources: { tags: 'user' } }),
    ];
    const { creators, states, requests } = await annotated(one, two);
    assert.deepEqual(
      [creators, states],
      [
        ['maker1', 'maker2'],
        ['identified', 'identified'],
      ],
    );
    assert.equal(requests.length, 1, requests.join());
    assert.match(requests[0] ?? '', /models\?ids=1(?:,|%2C)2/);
    assert.deepEqual((await library.sidecar(two)).tags, ['mine']);
    assert.deepEqual((await annotated(one, two)).requests, []);
  });

  it('asks again after a day where Civitai named none', async () => {
    const file = await older('away', 3);
    library.civitai.fail('models', NO_MODELS);
    assert.deepEqual((await annotated(file)).creators, [undefined]);
    assert.deepEqual((await annotated(file)).requests, []);
    library.clock = new Date(library.clock.getTime() + DAY_MS + 1);
    assert.equal((await annotated(file)).requests.length, 1);
  });

  it('asks nothing for what another tool says, has gone, or is not to be linked', async () => {
    const files = [
      await older('adopted', 4, { identified_by: 'adopted' }),
      await older('gone', 5, { civitai_state: 'gone' }),
      await older('unlinked', 6, { civitai_state: 'unlinked' }),
    ];
    const { creators, requests } = await annotated(...files);
    assert.deepEqual([creators, requests], [[undefined, undefined, undefined], []]);
  });

  it('costs a model nothing where Civitai cannot answer', async () => {
    const file = await older('one', 1);
    library.civitai.fail('models', faults.serverError(), 20);
    const { creators, states } = await annotated(file);
    assert.deepEqual([creators, states], [[undefined], ['identified']]);
    assert.equal((await library.sidecar(file)).civitai_checked_at, YEARS_AGO);
  });
});
