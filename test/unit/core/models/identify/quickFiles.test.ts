import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ModelFile } from '../../../../../src/core/models/modelFile';
import { measureHashingSpeed } from '../../../../../src/core/models/hashing/hashingSpeed';
import { makeCheckpoint, makeLora } from '../../../../fixtures/makeModels';
import { Gate } from '../../../support/gate';
import { TestLibrary } from '../../../support/testLibrary';

const MIB = 1024 * 1024;

describe('annotate of LoRAs whose headers name their hash', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => {
    mock.timers.reset();
    await library.remove();
  });

  async function lora(name: string, dim: number): Promise<ModelFile> {
    const bytes = makeLora({ name, dim });
    library.publish(bytes);
    return library.write(`${name}.safetensors`, bytes);
  }

  it('hashes those that take no longer than a question, and asks about a hundred at once', async () => {
    library.hashingSpeed = Infinity;
    const files = [];
    for (let index = 0; index < 150; index++) files.push(await lora(`lora${index}`, 1));
    const { annotator } = await library.services();
    const results = await annotator.annotate(files, { previews: false });
    assert.deepEqual(new Set(results.map(({ state }) => state)), new Set(['identified']));
    assert.ok(library.requests().length <= 8, library.requests().join('\n'));
  });

  it('asks about the header of one that takes longer, by its size and the speed of its device', async () => {
    const [small, large] = [await lora('small', 8), await lora('large', 32)];
    library.hashingSpeed = small.size * 4;
    const { annotator } = await library.services();
    const results = await annotator.annotate([large, small]);
    assert.deepEqual(
      results.map(({ state, identified_by }) => [state, identified_by]),
      [
        ['provisional', 'header'],
        ['identified', 'sha256'],
      ],
    );
  });

  it('asks about no header where none is to be trusted', async () => {
    const file = await lora('slow', 8);
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file], { header: false });
    assert.equal(result?.identified_by, 'sha256');
  });

  it('shows what is hashed quickly while other files are still hashed', async () => {
    library.hashingSpeed = Infinity;
    const quick = await lora('quick', 1);
    const slow = await library.write('slow.safetensors', makeCheckpoint('slow'));
    const { annotator, hasher } = await library.services();
    // A batch that is not full is asked after some time in any case.
    mock.timers.enable({ apis: ['setInterval'] });
    const told = new Gate();
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (...args) => {
      if (args[0] === slow.path) await told.opened;
      return hash(...args);
    };
    const results = await annotator.annotate([slow, quick], {
      onResult: ({ path, state }) => path === quick.path && state === 'identified' && told.open(),
    });
    assert.deepEqual(
      results.map(({ state }) => state),
      ['not_found', 'identified'],
    );
  });
});

describe('measureHashingSpeed', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  it('measures files that are large enough, and reads no others', async () => {
    const small = await library.write('small.safetensors', Buffer.alloc(MIB));
    assert.equal(await measureHashingSpeed([small]), Infinity);
    const large = await library.write('large.safetensors', Buffer.alloc(5 * MIB));
    const gone = { ...large, path: `${large.path}.gone` };
    const speed = await measureHashingSpeed([small, gone, large]);
    assert.ok(speed > 0 && Number.isFinite(speed), String(speed));
  });

  it('takes files that cannot be read for slow, and stops when it is cancelled', async () => {
    const file = await library.write('large.safetensors', Buffer.alloc(5 * MIB));
    assert.equal(await measureHashingSpeed([{ ...file, path: `${file.path}.gone` }]), 0);
    await assert.rejects(measureHashingSpeed([file], AbortSignal.abort()), { name: 'AbortError' });
  });
});
