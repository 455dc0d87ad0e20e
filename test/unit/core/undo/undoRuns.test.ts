import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { digestOf } from '../../../../src/core/files/digest';
import { readJournalFile, shrinkJournalFile, writeJournalFile } from '../../../../src/core/undo/journalFile';
import { restoreJournalFile } from '../../../../src/core/undo/restore';
import { undoEntry } from '../../../../src/core/undo/undoEntry';
import { UndoRuns } from '../../../../src/core/undo/undoRuns';

describe('UndoRuns', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'diffusion-workbench-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const entries = (...names: readonly string[]) =>
    names.map((name) => ({
      path: `/prompts/${name}`,
      before: `${name} \n"\\ \u2028 é`,
      after: 'a'.repeat(64),
    }));
  const runs = () => new UndoRuns(join(folder, 'undo'));
  const begin = (area: 'prompts' | 'models' = 'prompts') =>
    runs().begin({ area, command: 'regenerate' }, new Date('2026-01-02T03:04:05Z'));

  it('gives back what was kept', async () => {
    const run = await begin();
    await writeJournalFile(run, 1, 0, entries('c'));
    await writeJournalFile(run, 0, 1, entries('b'));
    await writeJournalFile(run, 0, 0, entries('a', 'A'));
    const last = await runs().find('prompts');
    assert.deepEqual(
      [last?.id, last?.area, last?.command, last?.at, last?.files],
      [1, 'prompts', 'regenerate', '2026-01-02T03:04:05.000Z', 4],
    );
    assert.equal(
      last?.bytes,
      last?.journalFiles.reduce((sum, path) => sum + readFileSync(path).length, 0),
    );
    const kept = await Promise.all(last!.journalFiles.map(readJournalFile));
    assert.deepEqual(kept.flat(), entries('a', 'A', 'b', 'c'));
  });

  it('knows no run that kept nothing', async () => {
    assert.deepEqual(await runs().list(), []);
    const run = await begin();
    assert.deepEqual(await runs().list(), []);
    await runs().forgetIfEmpty(run);
    assert.deepEqual(readdirSync(join(folder, 'undo')), []);
  });

  it('is not confused by what a kill leaves: a half-written file, or a journal file in two versions', async () => {
    const run = await begin();
    const journalFile = await writeJournalFile(run, 0, 0, entries('a', 'b', 'c'));
    appendFileSync(join(run, '.0a1b2c3d4e5f.tmp-write'), '{"path": "/prom');
    await writeJournalFile(run, 0, 0, entries('b'));
    const last = await runs().find('prompts');
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
    assert.equal((await runs().find('prompts'))?.files, 2);
    await shrinkJournalFile(journalFile, entries('b'));
    const last = await runs().find('prompts');
    assert.equal(last?.files, 1);
    await runs().forgetIfEmpty(run);
    assert.equal((await runs().list()).length, 1);
    await shrinkJournalFile(last.journalFiles[0]!, []);
    await runs().forgetIfEmpty(run);
    assert.deepEqual(readdirSync(join(folder, 'undo')), []);
  });

  it('keeps every run until it is forgotten, newest first whatever the clock says, and each area its own', async () => {
    const made: string[] = [];
    for (const area of ['prompts', 'models', 'prompts'] as const) {
      const run = await begin(area);
      await writeJournalFile(run, 0, 0, entries('a'));
      made.push(run);
    }
    assert.deepEqual(
      (await runs().list()).map(({ id }) => id),
      [3, 2, 1],
    );
    assert.deepEqual(
      (await runs().list('prompts')).map(({ id }) => id),
      [3, 1],
    );
    await runs().forget(made[2]!);
    assert.equal((await runs().find('prompts'))?.id, 1);
    assert.equal((await runs().find('models'))?.id, 2);
  });

  it('finds a run by its number, in its area alone', async () => {
    for (const area of ['prompts', 'models'] as const)
      await writeJournalFile(await begin(area), 0, 0, entries('a'));
    assert.equal((await runs().find('prompts', 1))?.id, 1);
    assert.equal(await runs().find('prompts', 2), undefined);
    assert.equal(await runs().find('models', 3), undefined);
  });

  it('removes what a kill left of a run that was forgotten', async () => {
    mkdirSync(join(folder, 'undo/000007.gone'), { recursive: true });
    writeFileSync(join(folder, 'undo/000007.gone/000000-000-1.ndjson'), 'half');
    assert.deepEqual(await runs().list(), []);
    await begin();
    assert.deepEqual(readdirSync(join(folder, 'undo')), ['000001']);
  });

  it('gives two windows that begin at once a folder each', async () => {
    const folders = await Promise.all([begin(), begin(), begin()]);
    assert.equal(new Set(folders).size, 3);
  });

  describe('restoring', () => {
    const at = (name: string) => join(folder, name);
    async function kept(...entries: ReturnType<typeof undoEntry>[]) {
      return writeJournalFile(await begin('models'), 0, 0, entries);
    }
    const bytes = (text: string) => Buffer.from(text);

    it('gives back bytes that are no text, a file that was removed, and removes one that was made', async () => {
      const picture = Buffer.from([0xff, 0xd8, 0, 1, 0xfe]);
      mkdirSync(at('gone'));
      writeFileSync(at('picture.jpg'), 'new');
      writeFileSync(at('made.json'), 'made');
      rmSync(at('gone'), { recursive: true });
      const journalFile = await kept(
        undoEntry(at('picture.jpg'), picture, bytes('new')),
        undoEntry(at('gone/removed.txt'), bytes('old'), undefined),
        undoEntry(at('made.json'), undefined, bytes('made')),
      );
      const { done, failed, left } = await restoreJournalFile(journalFile, {});
      assert.deepEqual([done.length, failed, left], [3, [], 0]);
      assert.deepEqual(readFileSync(at('picture.jpg')), picture);
      assert.equal(readFileSync(at('gone/removed.txt'), 'utf8'), 'old');
      assert.ok(!readdirSync(folder).includes('made.json'));
    });

    it('leaves what was changed since, made or removed', async () => {
      writeFileSync(at('changed.json'), 'mine');
      writeFileSync(at('made.json'), 'mine');
      const journalFile = await kept(
        undoEntry(at('changed.json'), bytes('old'), bytes('new')),
        undoEntry(at('made.json'), undefined, bytes('made')),
        undoEntry(at('removed.json'), bytes('old'), bytes('new')),
      );
      const { done, failed } = await restoreJournalFile(journalFile, {});
      assert.deepEqual(done, []);
      assert.deepEqual(failed.map(({ problem }) => problem.code).sort(), [
        'changed_meanwhile',
        'changed_meanwhile',
        'missing',
      ]);
      assert.deepEqual(
        ['changed.json', 'made.json'].map((name) => readFileSync(at(name), 'utf8')),
        ['mine', 'mine'],
      );
      assert.equal((await runs().find('models'))?.files, 3);
    });

    it('stops between two files, and what is left stays in the journal', async () => {
      const names = Array.from({ length: 30 }, (_, index) => at(`${index}.txt`));
      for (const path of names) writeFileSync(path, 'new');
      const journalFile = await kept(...names.map((path) => undoEntry(path, bytes('old'), bytes('new'))));
      let restored = 0;
      const { done, failed, left } = await restoreJournalFile(journalFile, {
        isStopped: () => restored >= 10,
        onDone: (files) => (restored += files),
      });
      assert.ok(done.length >= 10 && done.length < 20, `${done.length}`);
      assert.deepEqual([failed, left], [[], 30 - done.length]);
      const rest = await readJournalFile((await runs().find('models'))!.journalFiles[0]!);
      assert.deepEqual(
        rest.map(({ path }) => readFileSync(path, 'utf8')),
        Array<string>(left).fill('new'),
      );
      assert.equal(digestOf(bytes('new')), rest[0]!.after);
    });
  });
});
