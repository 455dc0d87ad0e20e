import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ModelFile } from '../../../../src/core/models/modelFile';
import type { PromptPlan } from '../../../../src/core/prompts/run/types';
import type { ModelServices } from '../../../../src/core/services/modelServices';
import { REPLACED_BY } from '../../../../src/core/services/settingChanges';
import type { Services } from '../../../../src/core/services/services';
import { LoopbackCivitai } from '../../../civitai/server';
import { makeCheckpoint, makeLora } from '../../../fixtures/makeModels';
import { Gate } from '../../support/gate';
import { TestLibrary } from '../../support/testLibrary';
import { RULES } from '../prompts/run/promptFolder';

const PROMPTS = 6;

describe('Services', () => {
  let library: TestLibrary;
  let other: LoopbackCivitai;
  let services: Services;
  let models: ModelServices;
  let settings: {
    baseUrl: string;
    maxConcurrent: number;
    hashWorkers: number;
    cacheEnabled: boolean;
    downloads: { models: number; images: number };
  };

  beforeEach(async () => {
    library = await TestLibrary.make();
    other = await LoopbackCivitai.start();
    settings = {
      baseUrl: library.civitai.baseUrl,
      maxConcurrent: 5,
      hashWorkers: 2,
      cacheEnabled: true,
      downloads: { models: 4, images: 5 },
    };
    services = library.open(() => settings, {
      hashWorkers: () => settings.hashWorkers,
      cacheEnabled: () => settings.cacheEnabled,
    });
    models = await services.models();
  });
  afterEach(async () => {
    await library.remove();
    await other.close();
  });

  /** Each setting of the table with another value than it had. */
  const changes: Readonly<Record<keyof typeof REPLACED_BY, () => void>> = {
    'diffusionWorkbench.civitai.baseUrl': () => (settings.baseUrl = other.baseUrl),
    'diffusionWorkbench.civitai.maxConcurrent': () => (settings.maxConcurrent = 1),
    'diffusionWorkbench.images.maxConcurrent': () => (settings.downloads = { models: 4, images: 1 }),
    'diffusionWorkbench.limits.lora': () => (settings.downloads = { models: 1, images: 5 }),
    // The editor's proxy is asked for when connections are opened.
    http: () => undefined,
    'diffusionWorkbench.models.hashWorkers': () => (settings.hashWorkers = 1),
    'diffusionWorkbench.cache.enabled': () => (settings.cacheEnabled = false),
  };

  async function change(setting: string): Promise<void> {
    changes[setting]?.();
    await services.settingsChanged((asked) => asked === setting);
  }

  /** Holds every look into a header, as Regenerate does for each folder. */
  function holdHeaders(): { readonly reached: Gate; readonly gate: Gate } {
    const held = { reached: new Gate(), gate: new Gate() };
    const header = models.scanner.header.bind(models.scanner);
    models.scanner.header = async (...args) => {
      held.reached.open();
      await held.gate.opened;
      return header(...args);
    };
    return held;
  }

  async function writePrompts(): Promise<void> {
    await library.write('prompts/mira.safetensors', makeLora({ name: 'mira' }));
    for (let index = 0; index < PROMPTS; index++) {
      await library.write(`prompts/${index}.txt`, '{"raw_prompt": "cat"}');
    }
  }

  function plan(): Promise<PromptPlan> {
    const base = join(library.folder, 'prompts');
    return services.prompts.plan('regenerate', [{ base, paths: [base], rules: RULES }]);
  }

  it('tests a change of every setting that replaces something', () => {
    assert.deepEqual(Object.keys(changes).sort(), Object.keys(REPLACED_BY).sort());
  });

  for (const setting of Object.keys(REPLACED_BY)) {
    describe(`when ${setting} changes`, () => {
      it('finishes a plan of prompts', async () => {
        await writePrompts();
        const { reached, gate } = holdHeaders();
        const planning = plan();
        await reached.opened;
        await change(setting);
        gate.open();
        const { changed, failed, skipped } = await planning;
        assert.deepEqual([changed.length, failed, skipped], [PROMPTS, [], []]);
      });

      it('finishes a write of prompts', async () => {
        await writePrompts();
        const made = await plan();
        const { reached, gate } = holdHeaders();
        const writing = services.prompts.apply(
          made,
          made.changed.map(({ path }) => path),
        );
        await reached.opened;
        await change(setting);
        gate.open();
        const { written, failed, left } = await writing;
        assert.deepEqual([written.length, failed, left], [PROMPTS, [], 0]);
      });

      it('finishes a run that hashes and asks', async () => {
        const files: ModelFile[] = [];
        for (let index = 0; index < 4; index++) {
          const bytes = makeCheckpoint(`model ${index}`);
          library.publish(bytes, { versionId: index + 1 });
          library.publish(bytes, { versionId: index + 1 }, other);
          files.push(await library.write(`${index}.safetensors`, bytes));
        }
        const [reached, gate] = [new Gate(), new Gate()];
        const hash = models.hasher.hash.bind(models.hasher);
        let hashed = 0;
        models.hasher.hash = async (...args) => {
          // Some are under way when the setting changes, and some come after it.
          if (++hashed === files.length) reached.open();
          if (hashed % 2 === 0) await gate.opened;
          return hash(...args);
        };
        const annotating = models.annotator.annotate(files);
        await reached.opened;
        await change(setting);
        gate.open();
        const results = await annotating;
        assert.deepEqual(
          results.map(({ state, civitai_version_id: version, error }) => ({ state, version, error })),
          files.map((_, index) => ({ state: 'identified', version: index + 1, error: undefined })),
        );
        const asked = setting === 'diffusionWorkbench.civitai.baseUrl' ? other : library.civitai;
        assert.ok(asked.requests.length > 0);
        assert.equal(asked.requests.length, services.network.requestCount());
      });
    });
  }

  it('keeps what is known of files when the cache is turned off and on again', async () => {
    const file = await library.write('a.safetensors', makeCheckpoint('a'));
    await change('diffusionWorkbench.cache.enabled');
    models.fileIndex.set(file, { sha256: 'ab'.repeat(32) });
    await models.fileIndex.flush();
    assert.equal((await library.services()).fileIndex.get(file), undefined);
    settings.cacheEnabled = true;
    await services.settingsChanged((setting) => setting === 'diffusionWorkbench.cache.enabled');
    assert.deepEqual((await library.services()).fileIndex.get(file), { sha256: 'ab'.repeat(32) });
  });

  it('replaces nothing for a setting that is asked at each use, or before anything is built', async () => {
    const { civitai } = services.network;
    const client = civitai();
    await services.settingsChanged((setting) => setting === 'diffusionWorkbench.previews.enabled');
    assert.equal(civitai(), client);
    await library.open().settingsChanged(() => true);
  });

  it('says of work that it ends itself that it was ended, not that the user cancelled it', async () => {
    await writePrompts();
    const { reached, gate } = holdHeaders();
    const planning = assert.rejects(plan(), { code: 'ended' });
    await reached.opened;
    const closing = services.close();
    gate.open();
    await Promise.all([planning, closing]);
  });
});
