import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { PromptRuns } from '../../../../../src/core/prompts/run/promptRuns';
import { changedPaths, HAT, NO_HAT, PromptFolder, RULES } from './promptFolder';

const FILES = 600;

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
  const runs = new PromptRuns({ workerFolder: resolve('dist'), journalFolder, loraOf });
  void CHILD[work]?.(runs, folder).then(() => runs.close());
} else describe('prompt runs and other processes', suite);

function suite(): void {
  const folder = new PromptFolder();
  const child = (work: keyof typeof CHILD, path: string, locks: string) =>
    execa(process.execPath, [__filename, '--child', work, path, folder.journal], {
      reject: false,
      env: { XDG_CACHE_HOME: locks, HOME: locks, LOCALAPPDATA: locks },
    });
  const texts = () => {
    const names = readdirSync(folder.path).filter((name) => name.endsWith('.txt'));
    return names.map((name) => folder.text(name));
  };
  const count = (wanted: string) => texts().filter((text) => text === wanted).length;

  let kills = 0;

  /** Kills a process as soon as it has come so far. */
  async function killWhen(work: keyof typeof CHILD, hasCome: () => boolean): Promise<void> {
    // Locks of its own: that of a killed process would have to grow old first.
    kills += 1;
    const killed = child(work, folder.path, folder.at(`../locks ${kills}`));
    while (killed.exitCode === null && !hasCome()) await delay(1);
    killed.kill('SIGKILL');
    await killed;
  }

  it('restores everything after a kill at any moment, of a run and of an undo', async function () {
    this.timeout(120_000);
    const paths = folder.writeHats(FILES);
    const here = folder.runs();
    const isNow = (index: number, text: string) => readFileSync(paths[index]!, 'utf8') === text;
    const keeps = (pattern: RegExp) => {
      if (!existsSync(folder.journal)) return false;
      return readdirSync(folder.journal, { recursive: true, encoding: 'utf8' }).some((name) =>
        pattern.test(name),
      );
    };
    const moments: [string, () => boolean][] = [
      ['its journal is being written', () => keeps(/tmp-write$/)],
      ['the first part of its journal is there', () => keeps(/ndjson$/)],
      ...[0, 150, 500].map((index): [string, () => boolean] => [
        `file ${index} is written`,
        () => isNow(index, NO_HAT),
      ]),
    ];
    const inTheMiddle = { refilter: 0, undo: 0 };
    for (const [index, [moment, hasCome]] of moments.entries()) {
      await killWhen('refilter', hasCome);
      assert.equal(count(HAT) + count(NO_HAT), FILES, `every file is whole when ${moment}`);
      const written = count(NO_HAT);
      if (written > 0 && written < FILES) inTheMiddle.refilter += 1;
      const recorded = (await here.lastRun())?.files ?? 0;
      assert.ok(recorded >= written, `what is written can be undone when ${moment}`);

      const restored = index * 10;
      if (written > restored)
        await killWhen('undo', () => isNow(restored, HAT) && count(HAT) > FILES - written);
      assert.equal(count(HAT) + count(NO_HAT), FILES, `every file is whole after ${moment}`);
      const rest = count(NO_HAT);
      if (rest > 0 && rest < written) inTheMiddle.undo += 1;
      const left = (await here.lastRun())?.files ?? 0;
      assert.ok(left >= rest, `what is not restored yet can be undone after ${moment}`);
      if (left > 0) assert.deepEqual((await here.undo()).failed, []);
      assert.equal(count(HAT), FILES);
    }
    assert.ok(inTheMiddle.refilter > 0 && inTheMiddle.undo > 0, JSON.stringify(inTheMiddle));
  });

  it('lets one window write at a time, and both runs are whole', async function () {
    this.timeout(60_000);
    const names = Array.from({ length: 300 }, (_, index) => `${index}.txt`);
    const all = ['a', 'b'].map((sub) => names.map((name) => folder.write(join(sub, name), HAT)));
    const locks = folder.at('../locks');
    await Promise.all(['a', 'b'].map((sub) => child('refilter', folder.at(sub), locks)));
    const read = (paths: readonly string[] = []) => new Set(paths.map((path) => readFileSync(path, 'utf8')));
    for (const paths of all) assert.deepEqual(read(paths), new Set([NO_HAT]));

    assert.equal((await folder.runs().lastRun())?.files, 300);
    await folder.runs().undo();
    const after = all.map((paths) => [...read(paths)]);
    assert.deepEqual(after.flat().sort(), [HAT, NO_HAT].sort());
    assert.equal(await folder.runs().lastRun(), undefined);
  });
}
