import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { DOWNLOADS_FOLDER } from '../../../../../src/core/downloads/queue/downloads';
import { IMAGES_TASK, MODEL_TASK } from '../../../../../src/core/downloads/queue/payloads';
import { imagesOf, modelOf } from '../../../../../src/core/downloads/queue/results';
import { NO_WORDS } from '../../../../../src/core/prompts/filter/filterWords';
import { TaskQueue, type NewTask } from '../../../../../src/core/tasks/taskQueue';
import { faults } from '../../../../civitai/faults';
import { png } from '../../../../civitai/pictures';
import { makeLora } from '../../../../fixtures/makeModels';
import { startCli } from '../../../cli/runCli';
import { Gate } from '../../../support/gate';
import { TestLibrary } from '../../../support/testLibrary';
import { until } from '../../../support/until';

const { WINDOW_FOLDER: windowFolder, WINDOW_SERVER: windowServer = '', WINDOW_MODELS: models } = process.env;

/** What a window does: it runs the queue, as long as its parent lives, and tells what its downloads wait for. */
async function runQueue(folder: string): Promise<void> {
  const library = await TestLibrary.in(folder);
  const { runner } = library
    .open(() => ({ baseUrl: windowServer }))
    .downloads({
      models: () => Number(models),
      mayRun: () => true,
      rules: () => Promise.resolve({ words: NO_WORDS, trailingComma: 'preserve', loraTags: 'all', refilterSource: 'existing', underscoresAsSpaces: true }), // prettier-ignore
    });
  runner.onDidChange(() => {
    for (const { waitsFor } of runner.live.values()) if (waitsFor !== undefined) process.send?.(waitsFor);
  });
  process.on('disconnect', () => process.exit(0));
}

if (windowFolder !== undefined) void runQueue(windowFolder);
else
  describe('two windows and the command line, with one folder', () => {
    const IMAGES = 4;
    const HELD = 'Another window or command downloads neon.safetensors.';
    const bytes = makeLora({ name: 'neon' });
    let library: TestLibrary;
    let queue: TaskQueue;
    let windows: ReturnType<typeof fork>[];
    beforeEach(async () => {
      [library, windows] = [await TestLibrary.make(), []];
      library.civitai.addVersion({ modelId: 7, versionId: 70, modelName: 'Neon', creator: 'maria', fileName: 'neon.safetensors', bytes }); // prettier-ignore
      for (let id = 1; id <= IMAGES; id++)
        library.civitai.addImages({ id, modelId: 7, versionIds: [70], username: 'maria', bytes: png(8, 8, [id, 0, 0]) }); // prettier-ignore
      queue = new TaskQueue(join(library.folder, '.data', DOWNLOADS_FOLDER));
    });
    afterEach(async () => {
      for (const window of windows.filter(({ exitCode }) => exitCode === null)) {
        window.disconnect();
        await until(() => window.exitCode !== null);
      }
      await library.remove();
    });

    const env = () => ({ XDG_CACHE_HOME: join(library.folder, '.cache') });
    const open = (modelsAtOnce: number) => {
      const window = fork(__filename, {
        env: {
          ...process.env,
          ...env(),
          WINDOW_FOLDER: library.folder,
          WINDOW_SERVER: library.civitai.baseUrl,
          WINDOW_MODELS: String(modelsAtOnce),
        },
      });
      const told: unknown[] = [];
      window.on('message', (message) => told.push(message));
      windows.push(window);
      return told;
    };
    const command = (...args: string[]) =>
      startCli(library.folder, ['--json', ...args, '--base-url', library.civitai.baseUrl], env());
    const asked = (part: string) => library.civitai.requests.filter(({ path }) => path.includes(part));
    const done = () =>
      until(async () => {
        const tasks = await queue.list();
        return tasks.every(({ state }) => state !== 'pending' && state !== 'running') && tasks;
      });

    it('ask once for a file: the others say that they wait, and then that it is there', async () => {
      const gate = new Gate();
      library.civitai.fail('store', faults.gated(gate.opened));
      const task = (title: string): NewTask => ({ title, kind: MODEL_TASK, payload: { versionId: 70, folder: library.folder } }); // prettier-ignore
      await queue.add(task('one'));
      open(1);
      await until(() => asked('/store/').length > 0);
      await queue.add(task('two'));
      const told = open(2);
      const cli = command('download', '70', '--out', '.');
      let stderr = '';
      cli.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
      await until(() => told.includes(HELD) && stderr.includes(HELD));
      gate.open();
      const { stdout, exitCode } = await cli;
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /"state": ?"present"/);
      assert.deepEqual((await done()).map((each) => [each.state, modelOf(each)?.wasThere]), [['completed', false], ['completed', true]]); // prettier-ignore
      assert.equal(asked('/store/').length, 1);
      assert.deepEqual(readFileSync(join(library.folder, 'neon.safetensors')), bytes);
      assert.deepEqual(readdirSync(library.folder).filter((name) => /part|wrong|_70/.test(name)), []); // prettier-ignore
    });

    it('ask once for each image of a batch', async () => {
      const gate = new Gate();
      library.civitai.fail('image', faults.gated(gate.opened));
      const folder = join(library.folder, 'images');
      const settings = { folder, template: '{model_id}/{id}', skipExisting: true, duplicates: 'skip', metadata: 'json', concurrency: 2, minFreeBytes: 0 }; // prettier-ignore
      const batch = { kind: 'version', versionId: 70, whose: 'creator' };
      for (const title of ['one', 'two'])
        await queue.add({ title, kind: IMAGES_TASK, payload: { batch, settings } });
      open(1);
      open(1);
      await until(() => asked('/images/').length > 0);
      const cli = command('images', 'version', '70', '--out', folder, '--min-free', '0');
      let stderr = '';
      cli.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
      await until(() => stderr.includes('Another window or command downloads images into images.'));
      gate.open();
      const { stdout, exitCode } = await cli;
      assert.equal(exitCode, 0, stderr);
      const found = JSON.parse(stdout) as { completed: number; skipped: number };
      assert.equal(found.completed + found.skipped, IMAGES);
      const [one, two] = (await done()).map(imagesOf);
      assert.equal((one?.completed ?? NaN) + found.completed, IMAGES);
      assert.deepEqual([two?.completed, two?.skipped], [0, IMAGES]);
      assert.equal(asked('/original=true/').length, IMAGES);
      const names = Array.from({ length: IMAGES }, (_, index) => [`${index + 1}.png`, `${index + 1}.png.metadata.json`]); // prettier-ignore
      assert.deepEqual(readdirSync(join(folder, '7')).sort(), names.flat());
    });
  });
