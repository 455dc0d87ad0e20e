import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { AnnotateOptions } from '../../../../../src/core/models/identify/types';
import type { ModelFile } from '../../../../../src/core/models/modelFile';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { faults } from '../../../../civitai/faults';
import { makeLora } from '../../../../fixtures/makeModels';
import { TestLibrary } from '../../../support/testLibrary';

const PICKLE = Buffer.from([0x80, 2, 0x7d, 0x2e]);

describe('annotate while Civitai cannot be asked', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  async function annotated(files: readonly ModelFile[], options: AnnotateOptions = {}) {
    const services = await library.services();
    const outages: string[] = [];
    const told: string[] = [];
    const results = await services.annotator.annotate(files, {
      ...options,
      onOutage: ({ code }) => outages.push(code),
      onResult: ({ state }) => told.push(state),
    });
    return { services, outages, told, states: results.map(({ state }) => state), results };
  }

  it('leaves every file as it was, says so once, and goes on when it can', async () => {
    const [fresh, header] = [await library.published('fresh'), await library.published('header')];
    const linked = { civitai_model_id: 3, civitai_version_id: 4, identified_by: 'header' } as const;
    await updateSidecar(header.path, () => linked);
    await library.civitai.close();
    const { states, outages, told, results } = await annotated([fresh, header], { verify: true });
    assert.deepEqual(states, ['unidentified', 'provisional']);
    assert.deepEqual(outages, ['offline']);
    assert.ok(!told.includes('failed') && results.every(({ error }) => error === undefined));
    const ofFile = library.logged.filter((line) => line.startsWith('fresh'));
    assert.ok(!ofFile.some((line) => /failed|cannot|reached/.test(line)), ofFile.join('\n'));
  });

  it('does not write the sidecars of files whose hash was known before', async () => {
    const file = await library.published('known');
    const { fileIndex } = await library.services();
    fileIndex.set(file, { sha256: 'ab'.repeat(32) });
    await fileIndex.flush();
    await library.civitai.close();
    assert.deepEqual((await annotated([file])).outages, ['offline']);
    assert.ok(!existsSync(sidecarPath(file.path)));
  });

  it('says nothing of an outage where all is answered, or the user has turned requests off', async () => {
    const file = await library.published('fine');
    assert.deepEqual((await annotated([file])).outages, []);
    const { annotator } = await library.services({ enabled: () => false });
    const outages: string[] = [];
    const other = await library.published('other');
    await annotator.annotate([other], { onOutage: ({ code }) => outages.push(code) });
    assert.deepEqual(outages, []);
  });

  it('hashes no further where several questions about many hashes have failed', async () => {
    const files: ModelFile[] = [];
    for (let index = 0; index < 310; index++) files.push(await library.write(`m${index}.ckpt`, PICKLE));
    library.civitai.fail('byHashIds', faults.serverError());
    const services = await library.services();
    let hashed = 0;
    services.hasher.hash = async (...[, , { signal } = {}]) => {
      if (++hashed > 300) {
        await new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(new Error('aborted'))),
        );
      }
      return { size: PICKLE.length, sha256: hashed.toString(16).padStart(64, '0') };
    };
    const outages: string[] = [];
    const results = await services.annotator.annotate(files, {
      onOutage: ({ code }) => outages.push(code),
    });
    assert.deepEqual(new Set(results.map(({ state }) => state)), new Set(['unidentified']));
    assert.deepEqual(outages, ['server_error']);
  });

  it('hashes nothing where the first questions about headers have failed', async () => {
    const files: ModelFile[] = [];
    for (let index = 0; index < 12; index++)
      files.push(await library.published(`l${index}`, { headerHash: true }));
    library.civitai.fail('byHash', faults.serverError());
    const { services, outages, states } = await annotated(files);
    assert.deepEqual(outages, ['server_error']);
    assert.deepEqual(new Set(states), new Set(['unidentified']));
    assert.ok(files.every((file) => services.fileIndex.get(file)?.sha256 === undefined));
  });

  it('goes on where only some questions about headers fail', async () => {
    const files: ModelFile[] = [];
    for (let index = 0; index < 4; index++)
      files.push(await library.published(`l${index}`, { headerHash: true }));
    library.civitai.fail('byHash', faults.serverError());
    const { outages, states } = await annotated(files);
    assert.deepEqual([outages, new Set(states)], [[], new Set(['identified'])]);
  });

  it('gives up a host of pictures that sends none', async () => {
    const files: ModelFile[] = [];
    for (let index = 0; index < 20; index++) {
      const bytes = makeLora({ name: `l${index}`, dim: 1, hash: false });
      library.publish(bytes, { images: [{ nsfwLevel: 1 }] });
      files.push(await library.write(`l${index}.safetensors`, bytes));
    }
    library.civitai.fail('image', faults.serverError());
    const { states } = await annotated(files);
    assert.deepEqual(new Set(states), new Set(['identified']));
    const asked = new Set(library.requests('/images/'));
    assert.ok(asked.size > 0 && asked.size <= 8, [...asked].join('\n'));
    const warned = library.logged.filter((line) => line.startsWith('No preview for'));
    assert.ok(warned.length > 0 && warned.length <= 8, warned.join('\n'));
  });
});
