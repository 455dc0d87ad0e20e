import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import {
  Journal,
  readJournalFile,
  shrinkJournalFile,
  writeJournalFile,
} from '../../../../../src/core/prompts/run/journal';
import { digestOf } from '../../../../../src/core/prompts/run/worker/planFiles';
import { restoreFiles } from '../../../../../src/core/prompts/run/worker/restoreFiles';
import { HAT, NO_HAT, PromptFolder } from './promptFolder';

const NOTHING = { code: 'missing', message: 'There is no prompt run to undo.' };

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
    assert.deepEqual(await later.lastRun(), {
      command: 'refilter',
      at: '2026-01-02T03:04:05.000Z',
      files: 1,
    });
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
            message: '0000.txt was changed after the prompt run.',
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

  it('undoes the last run that wrote something, and none before it', async () => {
    folder.writeHats(1);
    const runs = folder.runs();
    await folder.refilter(runs);
    const second = folder.write('second.txt', HAT);
    await folder.refilter(runs);
    // One that writes nothing is none.
    await folder.refilter(runs);
    assert.deepEqual((await runs.undo()).written, [second]);
    assert.deepEqual(texts(), [NO_HAT, HAT]);
    await assert.rejects(runs.undo(), NOTHING);
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

describe('restoreFiles', () => {
  const folder = new PromptFolder();

  it('stops between two files, and what is left stays in the journal', async () => {
    const paths = folder.writeHats(30).map((path) => folder.write(folder.relative(path), NO_HAT));
    const run = await new Journal(folder.journal).begin('refilter', new Date());
    const after = digestOf(Buffer.from(NO_HAT));
    const journalFile = await writeJournalFile(
      run,
      0,
      0,
      paths.map((path) => ({ path, before: HAT, after })),
    );
    const stop = new Int32Array(new SharedArrayBuffer(4));
    let reported = 0;
    const { done, failed, left } = await restoreFiles(
      { kind: 'restore', journalFile, unsaved: [], dryRun: false, stop },
      (files) => {
        reported += files;
        if (reported === 10) stop[0] = 1;
      },
    );
    assert.ok(done.length >= 10 && done.length < 20, `${done.length}`);
    assert.deepEqual([failed, left], [[], 30 - done.length]);
    const last = await new Journal(folder.journal).last();
    assert.equal(last?.files, left);
    const kept = await readJournalFile(last.journalFiles[0]!);
    assert.deepEqual(
      kept.map(({ path }) => readFileSync(path, 'utf8')),
      kept.map(() => NO_HAT),
    );
  });
});

describe('Journal', () => {
  const folder = new PromptFolder();
  const entries = (...names: readonly string[]) =>
    names.map((name) => ({
      path: `/prompts/${name}`,
      before: `${name} \n"\\ \u2028 é`,
      after: 'a'.repeat(64),
    }));
  const journal = () => new Journal(folder.journal);
  const begin = () => journal().begin('regenerate', new Date('2026-01-02T03:04:05Z'));

  it('gives back what was kept', async () => {
    const run = await begin();
    await writeJournalFile(run, 1, 0, entries('c'));
    await writeJournalFile(run, 0, 1, entries('b'));
    await writeJournalFile(run, 0, 0, entries('a', 'A'));
    const last = await journal().last();
    assert.deepEqual([last?.command, last?.at, last?.files], ['regenerate', '2026-01-02T03:04:05.000Z', 4]);
    const kept = await Promise.all(last!.journalFiles.map(readJournalFile));
    assert.deepEqual(kept.flat(), entries('a', 'A', 'b', 'c'));
  });

  it('knows no run that kept nothing', async () => {
    assert.equal(await journal().last(), undefined);
    await begin();
    assert.equal(await journal().last(), undefined);
  });

  it('is not confused by what a kill leaves: a half-written file, or a journal file in two versions', async () => {
    const run = await begin();
    const journalFile = await writeJournalFile(run, 0, 0, entries('a', 'b', 'c'));
    appendFileSync(join(run, '.0a1b2c3d4e5f.tmp-write'), '{"path": "/prom');
    await writeJournalFile(run, 0, 0, entries('b'));
    const last = await journal().last();
    assert.equal(last?.files, 1);
    assert.deepEqual(await readJournalFile(last.journalFiles[0]!), entries('b'));
    // A disk that lost the end of a file.
    appendFileSync(journalFile, '{"path": "/prompts/d", "before": "x');
    assert.deepEqual(await readJournalFile(journalFile), entries('a', 'b', 'c'));
  });

  it('removes journal files as they are restored, and the run with the last of them', async () => {
    const run = await begin();
    const journalFile = await writeJournalFile(run, 0, 0, entries('a', 'b'));
    await shrinkJournalFile(journalFile, entries('a', 'b'));
    assert.equal((await journal().last())?.files, 2);
    await shrinkJournalFile(journalFile, entries('b'));
    const last = await journal().last();
    assert.equal(last?.files, 1);
    await shrinkJournalFile(last.journalFiles[0]!, []);
    assert.equal(await journal().last(), undefined);
    await journal().prune();
    assert.deepEqual(readdirSync(folder.journal), []);
  });

  it('counts runs up, whatever the clock says, and keeps the last that wrote something', async () => {
    const first = await begin();
    await writeJournalFile(first, 0, 0, entries('a'));
    await begin();
    const third = await begin();
    assert.deepEqual(readdirSync(folder.journal), ['000001', '000002']);
    assert.equal((await journal().last())?.folder, first);
    await writeJournalFile(third, 0, 0, entries('b'));
    assert.equal((await journal().last())?.folder, third);
    await journal().prune();
    assert.deepEqual(readdirSync(folder.journal), ['000002']);
  });
});
