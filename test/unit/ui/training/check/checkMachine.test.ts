import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import type { WrittenTrainingSettings } from '../../../../../src/ui/platform/settings';
import { checkTrainingFile } from '../../../../../src/ui/training/commands/checkTraining';
import { makeCheckpoint } from '../../../../fixtures/makeModels';
import { tempFolder } from '../../../support/tempFolder';
import { trainingUi, uriOf } from '../../../support/trainingUi';
import { until } from '../../../support/until';

const GOOD = [
  'name = "a"',
  'family = "sd15"',
  'base_model = "base.safetensors"',
  'pictures = "."',
  'trigger = "ohwx"',
  'resolution = 64',
  'minimum_pictures = 1',
  'steps = 100',
  '',
].join('\n');

/** The stand-in for sd-scripts and its Python, which has all packages and one GPU. */
const STAND_IN = {
  pythonPath: resolve('test/kohya/python'),
  scriptPath: resolve('test/kohya/sd-scripts/train_network.py'),
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('Check Training, of what a training runs on', () => {
  const folder = tempFolder();
  const file = () => join(folder.path, 'a.training.toml');

  function ui(
    settings: Partial<WrittenTrainingSettings>,
    { text = GOOD, isTrusted = true, answers = [] as string[] } = {},
  ) {
    folder.write('base.safetensors', makeCheckpoint('base'));
    folder.write('a.png', readFileSync('test/fixtures/training/datasets/orig.png'));
    folder.write('a.txt', 'ohwx');
    folder.write('a.training.toml', text);
    const cacheFolder = join(folder.path, 'cache');
    return trainingUi({ settings, ...(isTrusted && { cacheFolder }) }, ...answers);
  }

  async function check(made: ReturnType<typeof ui>, environment = true) {
    const found = await checkTrainingFile(made, uriOf(file()), { environment });
    const codes = (of: readonly { level: string; code: string }[] = []) =>
      of.filter(({ level }) => level !== 'info').map(({ code }) => code);
    return {
      found,
      inFile: codes([...(found?.ofFile ?? []), ...(found?.beyond ?? [])]),
      ofMachine: codes(found?.environment),
    };
  }

  /** A Python in the folder of the test that runs this as JavaScript. */
  function python(body: string): string {
    const path = folder.write('python', `#!/usr/bin/env node\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  it('says nothing where all is there', async () => {
    const made = ui(STAND_IN);
    assert.deepEqual((await check(made)).found?.environment, []);
    assert.deepEqual(made.dialogs.texts, ['info: a.training.toml: 0 errors, 0 warnings']);
  });

  it('tells in a message what is wrong with the settings, and leads to the one to correct', async () => {
    const made = ui(
      { pythonPath: join(folder.path, 'none'), scriptPath: join(folder.path, 'gone', 'train_network.py') },
      { answers: ['Open Settings'] },
    );
    const { inFile, ofMachine } = await check(made);
    assert.deepEqual([inFile, ofMachine], [[], ['python_missing', 'script_missing']]);
    const [message] = made.dialogs.shown;
    assert.match(message?.text ?? '', /^The Python .*none was not found\..*\(1 more in the log\)$/);
    assert.deepEqual(message?.choices, ['Open Settings', 'Show Log']);
    await until(() => made.dialogs.executed.length > 0);
    assert.deepEqual(made.dialogs.executed, [
      ['workbench.action.openSettings', 'diffusionWorkbench.training.pythonPath'],
    ]);
    assert.equal(made.logged.length, 2);
    assert.match(made.logged[1] ?? '', /^error: The trainer .*gone.train_network\.py is not there/);
  });

  it('puts what the file asks for to its place there', async () => {
    const text = `${GOOD}lora_dir = "none"\n[launcher]\ngpu = 3\n`;
    const { found, inFile, ofMachine } = await check(ui(STAND_IN, { text }));
    assert.deepEqual([inFile.sort(), ofMachine], [['gpu_missing', 'lora_dir_missing'], []]);
    const lines = found?.beyond
      .filter(({ code }) => inFile.includes(code))
      .map(({ range }) => text.split('\n')[range?.start.line ?? 0]);
    assert.deepEqual(lines?.sort(), ['gpu = 3', 'lora_dir = "none"']);
  });

  it('can make the folder of LoRAs that the settings name', async () => {
    const loraDir = join(folder.path, 'loras');
    const made = ui({ ...STAND_IN, loraDir }, { answers: ['Create Folder'] });
    assert.deepEqual((await check(made)).ofMachine, ['lora_dir_missing']);
    await until(() => existsSync(loraDir));
  });

  it('says in one warning that no trainer is named or there, and starts none', async () => {
    const home = { HOME: process.env.HOME, USERPROFILE: process.env.USERPROFILE };
    Object.assign(process.env, { HOME: folder.path, USERPROFILE: folder.path });
    try {
      const { inFile, ofMachine } = await check(ui({}));
      assert.deepEqual([inFile, ofMachine], [['environment_not_checked'], []]);
    } finally {
      for (const [name, value] of Object.entries(home))
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
    }
  });

  it('starts nothing in a folder that is not trusted, and says so', async () => {
    const pythonPath = python(`require('node:fs').writeFileSync(${JSON.stringify(file())} + '.started', '')`);
    const made = ui({ ...STAND_IN, pythonPath }, { isTrusted: false });
    const { found } = await check(made);
    assert.equal(found?.beyond.at(-1)?.code, 'environment_not_checked');
    assert.equal(existsSync(`${file()}.started`), false);
    await check(ui({ ...STAND_IN, pythonPath }));
    assert.ok(existsSync(`${file()}.started`), 'it starts where the folder is trusted');
  });

  it('is left out before a training, which is checked by the options of its trainer all the same', async () => {
    const options = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`o${index}`, { type: 'bool' }]),
    );
    const pythonPath = python(
      `if (process.argv.some((each) => each.startsWith('{'))) process.exit(1);
       console.log('@@options ' + ${JSON.stringify(JSON.stringify({ ...options, min_snr_gamma: { type: 'float' } }))});`,
    );
    const made = ui({ ...STAND_IN, pythonPath }, { text: `${GOOD}[extra]\nmin_snr_gama = 5.0\n` });
    const { found, ofMachine } = await check(made, false);
    const typo = found?.ofFile.find(({ option }) => option === 'min_snr_gama');
    assert.deepEqual([typo?.level, typo?.nearest, ofMachine], ['error', 'min_snr_gamma', []]);
    assert.deepEqual((await check(made)).ofMachine, ['python_failed']);
  });

  it('ends the Python when it is cancelled, and shows nothing', async () => {
    const pids = join(folder.path, 'pid');
    // Asked for the options it has none; the probe never ends.
    const pythonPath = python(
      `if (!process.argv.some((each) => each.startsWith('{'))) process.exit(0);
       const { renameSync, writeFileSync } = require('node:fs');
       writeFileSync('${pids}.new', String(process.pid));
       renameSync('${pids}.new', '${pids}');
       setInterval(() => undefined, 1000);`,
    );
    const made = ui({ ...STAND_IN, pythonPath });
    made.dialogs.onProgress = (cancel) => void until(() => existsSync(pids)).then(cancel);
    assert.equal((await check(made)).found, undefined);
    assert.deepEqual([made.shown, made.dialogs.texts], [[], []]);
    const pid = Number(readFileSync(pids, 'utf8'));
    await until(() => !isAlive(pid));
  });
});
