import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { PromptRuns } from '../../../../../src/core/prompts/run/promptRuns';
import { UndoRuns } from '../../../../../src/core/undo/undoRuns';
import { changedPaths, HAT, NO_HAT, PromptFolder, RULES } from './promptFolder';

/** More than one batch of a run. */
const FILES = 210;

/** Ends its process right before or right after a file of these endings gets its name; the threads load it, too. */
const KILLER = `
const files = require('node:fs/promises');
const { rename } = files;
const { KILL_BEFORE, KILL_AFTER } = process.env;
files.rename = async (from, to) => {
  if (KILL_BEFORE && to.endsWith(KILL_BEFORE)) process.kill(process.pid, 'SIGKILL');
  await rename(from, to);
  if (KILL_AFTER && to.endsWith(KILL_AFTER)) process.kill(process.pid, 'SIGKILL');
};`;

/** What the other processes of these tests do: this file, run again with `--child`. */
const CHILD: Readonly<Record<string, (runs: PromptRuns, folder: string) => Promise<void>>> = {
  async refilter(runs, folder) {
    const plan = await runs.plan('refilter', [{ base: folder, paths: [folder], rules: RULES }]);
    await runs.apply(plan, changedPaths(plan));
  },
  async undo(runs) {
    await runs.undo();
  },
};

if (process.argv[2] === '--child') {
  const [, , , work = '', folder = '', journalFolder = ''] = process.argv;
  const loraOf = () => Promise.resolve(undefined);
  const runs = new PromptRuns({
    workerFolder: resolve('dist'),
    undoRuns: new UndoRuns(journalFolder),
    loraOf,
  });
  void CHILD[work]?.(runs, folder).then(() => runs.close());
} else describe('prompt runs and other processes', suite);

function suite(): void {
  const folder = new PromptFolder();
  const child = (
    work: keyof typeof CHILD,
    path: string,
    locks: string,
    nodeOptions: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ) =>
    execa(process.execPath, [...nodeOptions, __filename, '--child', work, path, folder.journal], {
      reject: false,
      env: { XDG_CACHE_HOME: locks, HOME: locks, LOCALAPPDATA: locks, ...env },
    });
  const texts = () => {
    const names = readdirSync(folder.path).filter((name) => name.endsWith('.txt'));
    return names.map((name) => folder.text(name));
  };
  const count = (wanted: string) => texts().filter((text) => text === wanted).length;

  let kills = 0;

  /** Runs work in a process that is killed at a moment. */
  async function killed(work: keyof typeof CHILD, moment: Readonly<Record<string, string>>): Promise<void> {
    // Locks of its own: that of a killed process would have to grow old first.
    kills += 1;
    const killer = folder.at('../killer.cjs');
    writeFileSync(killer, KILLER);
    const locks = folder.at(`../locks ${kills}`);
    const { signal } = await child(work, folder.path, locks, ['--require', killer], moment);
    assert.equal(signal, 'SIGKILL');
  }

  const moments: [
    moment: string,
    env: Record<string, string>,
    written: readonly [least: number, most: number],
  ][] = [
    ['before its journal has a file', { KILL_BEFORE: '.ndjson' }, [0, 0]],
    ['when its journal has a file', { KILL_AFTER: '.ndjson' }, [0, FILES - 1]],
    ...[0, 100, 205].map((index): (typeof moments)[number] => [
      `when file ${index} is written`,
      { KILL_AFTER: `${String(index).padStart(4, '0')}.txt` },
      [1, FILES - 1],
    ]),
  ];
  for (const [moment, env, [least, most]] of moments) {
    it(`restores everything after a kill ${moment}`, async () => {
      folder.writeHats(FILES);
      const here = folder.runs();
      await killed('refilter', env);
      assert.equal(count(HAT) + count(NO_HAT), FILES, 'every file is whole');
      const written = count(NO_HAT);
      assert.ok(least <= written && written <= most, `${written} files were written`);
      const recorded = (await here.lastRun())?.files ?? 0;
      assert.ok(recorded >= written, 'what is written can be undone');
      if (recorded > 0) assert.deepEqual((await here.undo()).failed, []);
      assert.equal(count(HAT), FILES);
    });
  }

  it('restores the rest after a kill of an undo', async () => {
    folder.writeHats(FILES);
    const here = folder.runs();
    await folder.refilter(here);
    await killed('undo', { KILL_AFTER: '0150.txt' });
    assert.equal(count(HAT) + count(NO_HAT), FILES, 'every file is whole');
    const left = count(NO_HAT);
    assert.ok(left > 0 && left < FILES, `${left} files were left`);
    const recorded = (await here.lastRun())?.files ?? 0;
    assert.ok(recorded >= left, 'what is not restored yet can be undone');
    assert.deepEqual((await here.undo()).failed, []);
    assert.equal(count(HAT), FILES);
  });

  it('lets one window write at a time, and both runs are whole', async function () {
    this.timeout(60_000);
    const names = Array.from({ length: FILES }, (_, index) => `${index}.txt`);
    const all = ['a', 'b'].map((sub) => names.map((name) => folder.write(join(sub, name), HAT)));
    const locks = folder.at('../locks');
    await Promise.all(['a', 'b'].map((sub) => child('refilter', folder.at(sub), locks)));
    const read = (paths: readonly string[] = []) => new Set(paths.map((path) => readFileSync(path, 'utf8')));
    for (const paths of all) assert.deepEqual(read(paths), new Set([NO_HAT]));

    const files = (await folder.runs().runs()).map((run) => run.files);
    assert.deepEqual(files, [FILES, FILES]);
    await folder.runs().undo();
    const after = all.map((paths) => [...read(paths)]);
    assert.deepEqual(after.flat().sort(), [HAT, NO_HAT].sort());
    await folder.runs().undo();
    for (const paths of all) assert.deepEqual(read(paths), new Set([HAT]));
    assert.equal(await folder.runs().lastRun(), undefined);
  });
}
