import assert from 'node:assert/strict';
import { chmodSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { readOwnTable } from '../../../../../src/core/training/environment/readOwnTable';
import type { RunTool } from '../../../../../src/core/training/environment/runPython';
import { hoverAt } from '../../../../../src/core/training/language/hover';
import type { Family } from '../../../../../src/core/training/options/families';
import type { OptionFacts, OptionTable } from '../../../../../src/core/training/options/optionTable';
import { TrainerTables } from '../../../../../src/ui/training/check/trainerTables';
import { checkFile } from '../../../../../src/ui/training/check/wholeCheck';
import { languageKnowledge } from '../../../../../src/ui/training/language/languageKnowledge';
import { trainingSettings } from '../../../../../src/ui/training/trainingSettings';
import { Gate } from '../../../support/gate';
import { tempFolder } from '../../../support/tempFolder';
import { written } from '../../../support/trainingUi';
import { until } from '../../../support/until';

/** One call of Python: it answers when its gate opens, and ends when it is cancelled. */
interface Call {
  readonly program: string;
  readonly script: string;
  readonly gate: Gate;
  isCancelled: boolean;
}

describe('the options of the trainers, in a window', () => {
  const folder = tempFolder();
  const path = () => join(folder.path, 'a.training.toml');
  let calls: Call[];
  let options: Record<string, OptionFacts>;
  let isBroken: boolean;
  let isTrusted: boolean;

  const run: RunTool = async (program, args, { signal }) => {
    const call: Call = { program, script: basename(args[1] ?? ''), gate: new Gate(), isCancelled: false };
    calls.push(call);
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        call.isCancelled = true;
        reject(signal.reason as Error);
      });
      void call.gate.opened.then(resolve);
    });
    const stdout = isBroken ? 'Traceback' : `@@options ${JSON.stringify(options)}\n`;
    return { code: 0, stdout, stderr: '' };
  };

  function tables() {
    const settings = { scriptPath: join(folder.path, 'train_network.py'), pythonPath: process.execPath };
    const editor = { settings: () => trainingSettings(written(settings), { workspaceFolder: undefined }) };
    const made = new TrainerTables({
      editor,
      isTrusted: () => isTrusted,
      cacheFolder: join(folder.path, 'cache'),
      run,
    });
    const changes: (OptionTable | undefined)[] = [];
    made.onDidChange(() => changes.push(known(made)));
    /** Does by itself what a look does until it asks Python: one that began before should be there by now. */
    const settled = async (family: Family) => {
      const now: RunTool = () => Promise.resolve({ code: 1, stdout: '', stderr: '' });
      const other = join(folder.path, 'other-cache');
      for (let times = 0; times < 3; times++)
        await readOwnTable(editor.settings(), family, { cacheFolder: other, run: now });
    };
    return { made, changes, editor, settings, settled };
  }
  const call = (index: number) => until(() => calls[index]);
  const known = (made: TrainerTables) => made.known(path(), 'sd15');
  const isOver = (made: TrainerTables) => until(() => known(made));

  beforeEach(() => {
    folder.write('train_network.py', '');
    folder.write('sdxl_train_network.py', '');
    calls = [];
    isBroken = false;
    isTrusted = true;
    const more = Array.from({ length: 20 }, (_, index) => [`more_${index}`, { type: 'bool' }] as const);
    options = Object.fromEntries(more);
    options.brand_new = { type: 'int', help: 'What the authors say' };
  });

  it('are read in the background, once, and told when they are known', async () => {
    const { made, changes } = tables();
    assert.equal(known(made), undefined);
    assert.equal(known(made), undefined);
    (await call(0)).gate.open();
    assert.ok((await isOver(made)).has('brand_new'));
    assert.ok((await made.read(path(), 'sd15', new AbortController().signal))?.has('brand_new'));
    assert.deepEqual([calls.length, changes.length], [1, 1]);
  });

  it('stay until those of a changed script are read', async () => {
    const { made, changes, settings } = tables();
    known(made);
    (await call(0)).gate.open();
    await isOver(made);
    utimesSync(settings.scriptPath, 1, 1);
    delete options.brand_new;
    options.newer = { type: 'bool' };
    assert.ok(known(made)?.has('brand_new'));
    const second = await call(1);
    assert.ok(known(made)?.has('brand_new'));
    second.gate.open();
    await until(() => known(made)?.has('newer'));
    assert.deepEqual([calls.length, changes.length, known(made)?.has('brand_new')], [2, 2, false]);
  });

  it('are kept in the cache for the next window', async () => {
    const first = tables().made;
    known(first);
    (await call(0)).gate.open();
    await isOver(first);
    assert.ok((await isOver(tables().made)).has('brand_new'));
    assert.equal(calls.length, 1);
  });

  it('are read for one trainer at a time', async () => {
    const { made, settled } = tables();
    known(made);
    const first = await call(0);
    const sdxl = made.read(path(), 'sdxl', new AbortController().signal);
    await settled('sdxl');
    assert.equal(calls.length, 1);
    first.gate.open();
    (await call(1)).gate.open();
    assert.ok((await sdxl)?.has('brand_new'));
    assert.deepEqual(
      calls.map(({ script }) => script),
      ['train_network.py', 'sdxl_train_network.py'],
    );
  });

  it('are those of another Python as soon as the settings name it', async () => {
    const { made, settings } = tables();
    known(made);
    const first = await call(0);
    settings.pythonPath = folder.write('python', '');
    chmodSync(settings.pythonPath, 0o755);
    made.settingsChanged();
    known(made);
    const second = await call(1);
    assert.deepEqual([first.isCancelled, second.program], [true, settings.pythonPath]);
    second.gate.open();
    await isOver(made);
    settings.pythonPath = process.execPath;
    assert.equal(known(made), undefined, 'what was cancelled is no answer');
    (await call(2)).gate.open();
    await isOver(made);
  });

  it('are unknown where the trainer gives none, and not asked for again while the user types', async () => {
    isBroken = true;
    const { made, changes, settled } = tables();
    const { signal } = new AbortController();
    const reading = made.read(path(), 'sd15', signal);
    (await call(0)).gate.open();
    assert.equal(await reading, undefined);
    for (let times = 0; times < 3; times++) {
      assert.equal(known(made), undefined);
      await settled('sd15');
    }
    assert.deepEqual([calls.length, changes.length], [1, 0]);
    const again = made.read(path(), 'sd15', signal);
    (await call(1)).gate.open();
    assert.equal(await again, undefined);
    isBroken = false;
    made.settingsChanged();
    known(made);
    (await call(2)).gate.open();
    await isOver(made);
  });

  it('are asked of nobody in a folder that is not trusted, or where there is no trainer', async () => {
    const { made, changes, settings } = tables();
    const { signal } = new AbortController();
    isTrusted = false;
    assert.equal(known(made), undefined);
    assert.equal(await made.read(path(), 'sd15', signal), undefined);
    isTrusted = true;
    rmSync(settings.scriptPath);
    assert.equal(await made.read(path(), 'sd15', signal), undefined);
    assert.deepEqual([calls.length, changes.length], [0, 0]);
  });

  it('go on being read when the check that waits for them is cancelled, and end with the window', async () => {
    const { made } = tables();
    const cancel = new AbortController();
    const reading = made.read(path(), 'sd15', cancel.signal);
    const first = await call(0);
    cancel.abort(new Error('cancelled'));
    await assert.rejects(reading, /cancelled/);
    assert.equal(first.isCancelled, false);
    made.dispose();
    assert.equal(first.isCancelled, true);
  });

  it('are what completion and hovers know, and make an unknown name an error', async () => {
    const { made, editor } = tables();
    const text = 'name = "a"\nfamily = "sd15"\nbase_model = "b"\n[extra]\nbrand_new = 1\nbrand_nev = 1\n';
    const hover = () => hoverAt(text, text.indexOf('brand_new'), languageKnowledge(editor, made)(path()));
    const levels = async () => {
      const findings = await checkFile({
        source: text,
        path: path(),
        settings: editor.settings(),
        signal: new AbortController().signal,
        ownTable: (family) => Promise.resolve(made.known(path(), family)),
      });
      return findings
        .filter(({ code }) => code === 'unknown_option')
        .map(({ level, option, nearest }) => [level, option, nearest]);
    };
    assert.equal(hover(), undefined);
    assert.deepEqual(
      (await levels()).map(([level, option]) => [level, option]),
      [
        ['warning', 'brand_new'],
        ['warning', 'brand_nev'],
      ],
    );
    (await call(0)).gate.open();
    await isOver(made);
    assert.equal(hover()?.help, 'What the authors say');
    assert.deepEqual(
      (await levels()).filter(([, option]) => option?.startsWith('brand')),
      [['error', 'brand_nev', 'brand_new']],
    );
    assert.ok(readdirSync(join(folder.path, 'cache')).length > 0);
  });
});
