import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Problem } from '../../../../../src/core/problem/problem';
import type { RoomQuestion } from '../../../../../src/core/undo/room';
import { changedPaths, HAT, NO_HAT, PromptFolder, rules } from './promptFolder';

const NOTHING = { code: 'missing', message: 'There is no such prompt run to undo.' };

/** More than one batch of a run. */
const FILES = 210;

describe('PromptRuns.undo', () => {
  const folder = new PromptFolder();
  const texts = () => folder.names().map((name) => folder.text(name));

  it('restores exactly the bytes from before, also after a restart, and then there is nothing left to undo', async () => {
    const before = '\ufeff{\r\n\t"prompt" : "\\u0063at, hat" ,"cfg":7.0, "x": "\\ud800é"}\r\n';
    const path = folder.write('a.txt', before);
    await folder.refilter();
    assert.notEqual(folder.text('a.txt'), before);
    const later = folder.runs();
    const last = await later.lastRun();
    assert.deepEqual([last?.command, last?.at, last?.files], ['refilter', '2026-01-02T03:04:05.000Z', 1]);
    assert.deepEqual(await later.undo(), { written: [path], failed: [], left: 0 });
    assert.deepEqual(readFileSync(path), Buffer.from(before));
    assert.equal(await later.lastRun(), undefined);
    await assert.rejects(later.undo(), NOTHING);
    assert.deepEqual(readdirSync(folder.journal), []);
  });

  it('restores many files, and tells how far it is', async () => {
    folder.writeHats(FILES);
    await folder.refilter();
    const done: number[] = [];
    const { written } = await folder.runs().undo({
      onProgress: ({ phase, files }) => {
        assert.deepEqual([phase, files?.total], ['restoring', FILES]);
        done.push(files?.done ?? 0);
      },
    });
    assert.equal(written.length, FILES);
    assert.deepEqual([done[0], done.at(-1)], [0, FILES]);
    assert.deepEqual(new Set(texts()), new Set([HAT]));
  });

  it('leaves a file that was changed since, and can restore it once it is back as the run wrote it', async () => {
    const [one, two] = folder.writeHats(2);
    const runs = folder.runs();
    await folder.refilter(runs);
    folder.write('0000.txt', 'mine');
    assert.deepEqual(await runs.undo(), {
      written: [two],
      failed: [
        {
          path: one,
          problem: {
            code: 'changed_meanwhile',
            message: '0000.txt was changed after the run.',
            advice: 'It was left as it is; undo your own change first to have it restored.',
          },
        },
      ],
      left: 0,
    });
    assert.deepEqual(texts(), ['mine', HAT]);
    assert.equal((await runs.lastRun())?.files, 1);
    folder.write('0000.txt', NO_HAT);
    assert.deepEqual((await runs.undo()).written, [one]);
    assert.deepEqual(texts(), [HAT, HAT]);
    assert.equal(await runs.lastRun(), undefined);
  });

  it('leaves a file alone that has changes in an editor, and can restore it once they are gone', async () => {
    const [one, two] = folder.writeHats(2);
    const runs = folder.runs();
    await folder.refilter(runs);
    assert.ok(one);
    const { written, failed } = await runs.undo({ unsaved: [one] });
    assert.deepEqual(written, [two]);
    assert.deepEqual(
      failed.map(({ path, problem }) => [path, problem.code, problem.message]),
      [[one, 'changed_meanwhile', '0000.txt has changes that are not saved.']],
    );
    assert.deepEqual(texts(), [NO_HAT, HAT]);
    assert.deepEqual((await runs.undo()).written, [one]);
  });

  it('only says what it would do where that is wanted, and can still do it', async () => {
    const [one, two] = folder.writeHats(2);
    const runs = folder.runs();
    await folder.refilter(runs);
    folder.write('0000.txt', 'mine');
    const { written, failed, left } = await runs.undo({ dryRun: true });
    assert.deepEqual([written, failed.map(({ path }) => path), left], [[two], [one], 0]);
    assert.deepEqual(texts(), ['mine', NO_HAT]);
    assert.equal((await runs.lastRun())?.files, 2);
    assert.deepEqual((await runs.undo()).written, [two]);
  });

  it('counts a file as done that is as before already', async () => {
    const [one] = folder.writeHats(1);
    const runs = folder.runs();
    await folder.refilter(runs);
    folder.write('0000.txt', HAT);
    const { mtimeMs } = statSync(one!);
    assert.deepEqual((await runs.undo()).written, [one]);
    assert.equal(statSync(one!).mtimeMs, mtimeMs);
    assert.equal(await runs.lastRun(), undefined);
  });

  it('tells what cannot be restored, and keeps it for the next time', async () => {
    const [one, two, three] = folder.writeHats(3);
    const runs = folder.runs();
    await folder.refilter(runs);
    rmSync(one!);
    chmodSync(two!, 0o444);
    const { written, failed } = await runs.undo();
    assert.deepEqual(written, [three]);
    assert.deepEqual(
      failed.map(({ path, problem }) => [path, problem.code]),
      [
        [one, 'missing'],
        [two, 'read_only'],
      ],
    );
    assert.equal(existsSync(one!), false);
    chmodSync(two!, 0o644);
    assert.deepEqual((await runs.undo()).written, [two]);
    assert.equal((await runs.lastRun())?.files, 1);
  });

  it('undoes the runs that wrote something, the newest first', async () => {
    folder.writeHats(1);
    const runs = folder.runs();
    await folder.refilter(runs);
    const second = folder.write('second.txt', HAT);
    await folder.refilter(runs);
    // One that writes nothing is none.
    await folder.refilter(runs);
    assert.equal((await runs.runs()).length, 2);
    assert.deepEqual((await runs.undo()).written, [second]);
    assert.deepEqual(texts(), [NO_HAT, HAT]);
    assert.equal((await runs.undo()).written.length, 1);
    assert.deepEqual(texts(), [HAT, HAT]);
    await assert.rejects(runs.undo(), NOTHING);
  });

  it('gives back what a cancelled run wrote, also after the run that went on with it', async () => {
    folder.writeHats(FILES);
    const runs = folder.runs({ threads: 1 });
    const plan = await runs.plan('refilter', [folder.target()]);
    const stop = new AbortController();
    const { written, left } = await runs.apply(plan, changedPaths(plan), {
      signal: stop.signal,
      onProgress: ({ files }) => {
        if ((files?.done ?? 0) > 0) stop.abort();
      },
    });
    assert.ok(written.length > 0 && left > 0, `${written.length} written, ${left} left`);
    await folder.refilter(runs);
    assert.deepEqual(new Set(texts()), new Set([NO_HAT]));
    assert.deepEqual(
      (await runs.runs()).map(({ files }) => files),
      [left, written.length],
    );
    await runs.undo();
    await runs.undo();
    assert.deepEqual(new Set(texts()), new Set([HAT]));
  });

  it('undoes an older run that is asked for, but no file that a later one changed again', async () => {
    folder.writeHats(1);
    const runs = folder.runs();
    await folder.refilter(runs);
    const own = folder.write('own.txt', HAT);
    await folder.refilter(runs);
    folder.write('0000.txt', '{"prompt": "cat, nude"}');
    await folder.refilter(runs, folder.target({ rules: rules({ sex: ['nude'] }) }));
    const [last, second, first] = await runs.runs();
    assert.deepEqual((await runs.undo({ run: second!.id })).written, [own]);
    const { written, failed } = await runs.undo({ run: first!.id });
    // It holds again what the first run wrote, so it is as that run left it.
    assert.deepEqual([written, failed], [[folder.at('0000.txt')], []]);
    assert.deepEqual(
      (await runs.runs()).map(({ id }) => id),
      [last!.id],
    );
    assert.equal((await runs.undo()).failed.length, 1);
    await assert.rejects(runs.undo({ run: 99 }), NOTHING);
  });

  it('asks before old runs go where they take more space than they may', async () => {
    folder.writeHats(1);
    await folder.refilter();
    folder.write('second.txt', HAT);
    const plan = await folder.runs().plan('refilter', [folder.target()]);
    const apply = async (answer: 'forget' | 'keep' | undefined, undoLimit: number) => {
      const asked: number[] = [];
      const runs = folder.runs({ undoLimit });
      const askForRoom = (question: RoomQuestion) => {
        asked.push(question.oldest.length);
        return Promise.resolve(answer);
      };
      const run = await runs
        .apply(plan, changedPaths(plan), { askForRoom })
        .catch((error: unknown) => (error as Problem).code);
      return { asked, run, kept: (await runs.runs()).length };
    };
    assert.deepEqual(await apply(undefined, 10), { asked: [1], run: 'undo_full', kept: 1 });
    assert.equal(folder.text('second.txt'), HAT);
    const { asked, kept } = await apply('keep', 10);
    assert.deepEqual([asked, kept], [[1], 2]);
    folder.write('second.txt', HAT);
    assert.deepEqual((await apply('forget', 10)).kept, 1);
    folder.write('second.txt', HAT);
    const roomy = await apply(undefined, 10_000_000);
    assert.deepEqual([roomy.asked, roomy.kept], [[], 2]);
  });

  it('restores what a cancelled run wrote, and goes on after it was cancelled itself', async () => {
    folder.writeHats(1);
    const runs = folder.runs();
    await folder.refilter(runs);
    assert.deepEqual(await runs.undo({ signal: AbortSignal.abort() }), { written: [], failed: [], left: 1 });
    assert.equal((await runs.lastRun())?.files, 1);
    assert.equal((await runs.undo()).written.length, 1);
    assert.deepEqual(texts(), [HAT]);
  });

  it('keeps the journal from others', async function () {
    // Windows knows no such modes.
    if (process.platform === 'win32') this.skip();
    folder.writeHats(1);
    await folder.refilter();
    assert.equal(statSync(join(folder.journal, '000001')).mode & 0o777, 0o700);
  });
});
