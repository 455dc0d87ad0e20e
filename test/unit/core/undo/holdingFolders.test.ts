import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { HOLDING_FOLDER } from '../../../../src/core/files/folderNames';
import { walkFolders } from '../../../../src/core/files/walk';
import { restoreRun } from '../../../../src/core/undo/restoreRun';
import { UndoRecorder } from '../../../../src/core/undo/undoRecorder';
import { UndoRuns } from '../../../../src/core/undo/undoRuns';
import { tempFolder } from '../../support/tempFolder';

describe('files that a run deletes', () => {
  const folder = tempFolder();
  const runs = () => new UndoRuns(join(folder.path, 'undo'));
  const NOON = new Date('2026-03-01T12:00:00Z');
  const recorder = () => new UndoRecorder(runs(), { area: 'models', command: 'trash' }, () => NOON);
  const holding = () => join(folder.path, HOLDING_FOLDER);
  let disposed: string[] = [];
  beforeEach(() => (disposed = []));
  /** So many days later, in another program. */
  const after = (days: number) =>
    new UndoRuns(join(folder.path, 'undo'), {
      clock: () => new Date(NOON.getTime() + days * 24 * 3600 * 1000),
      dispose: (each) => {
        disposed.push(...readdirSync(each));
        rmSync(each, { recursive: true });
        return Promise.resolve();
      },
    });
  const names = () => readdirSync(folder.path).filter((name) => name !== 'undo');

  async function undo() {
    const run = await runs().find('models');
    assert.ok(run);
    return restoreRun(runs(), run);
  }

  it('wait in a folder that no walk enters, and are brought back', async () => {
    mkdirSync(join(folder.path, '.previews'));
    const [one, small] = [folder.write('a.png', 'one'), folder.write('.previews/a.png', 'small')];
    const run = recorder();
    const gone = join(folder.path, 'a.txt');
    const stayed = await run.hold(one, [gone, small]);
    assert.deepEqual(stayed.map(({ path, problem }) => [path, problem.code]), [[gone, 'missing']]); // prettier-ignore
    assert.deepEqual(names().sort(), [HOLDING_FOLDER, '.previews'].sort());
    const walked = [...walkFolders([folder.path], { onUnreadable: assert.ifError })];
    assert.ok(walked.every(({ relative }) => !relative.includes(HOLDING_FOLDER)));
    const [kept] = await runs().list('models');
    assert.deepEqual([kept?.files, kept?.command], [2, 'trash']);
    assert.deepEqual(await undo(), { done: [small, one], failed: [], left: 0 });
    assert.deepEqual([one, small].map((path) => readFileSync(path, 'utf8')), ['one', 'small']); // prettier-ignore
    assert.ok(!existsSync(holding()));
    assert.deepEqual(await runs().list(), []);
  });

  it('are not brought back in the place of another file, and wait on', async () => {
    const path = folder.write('a.png', 'old');
    await recorder().hold(path);
    folder.write('a.png', 'new');
    const first = await undo();
    assert.deepEqual(first.failed.map(({ problem }) => problem.message), ['Another a.png has come to be there since.']); // prettier-ignore
    assert.equal(readFileSync(path, 'utf8'), 'new');
    rmSync(path);
    assert.deepEqual((await undo()).done, [path]);
    assert.equal(readFileSync(path, 'utf8'), 'old');
  });

  it('wait on where the journal is broken, and are not removed with it', async () => {
    const paths = [folder.write('a.png', 'one'), folder.write('a.txt', 'two')] as const;
    await recorder().hold(paths[0], [paths[1]]);
    const [journalFile = ''] = (await runs().find('models'))?.journalFiles ?? [];
    writeFileSync(journalFile, readFileSync(journalFile, 'utf8').replace(/\n\{/, '\n'));
    assert.deepEqual((await undo()).done, [paths[0]]);
    const waiting = readdirSync(holding(), { recursive: true, encoding: 'utf8' });
    assert.ok(waiting.some((name) => name.endsWith('a.txt')));
  });

  it('are missed where they are gone from there', async () => {
    await recorder().hold(folder.write('a.png', 'old'));
    rmSync(holding(), { recursive: true });
    const { failed } = await undo();
    assert.deepEqual(failed.map(({ problem }) => problem.code), ['missing']); // prettier-ignore
  });

  it('go with the run that is forgotten, to where the caller says', async () => {
    await recorder().hold(folder.write('a.png', 'old'));
    const [run] = await runs().list();
    await after(0).forget(run!.folder);
    assert.deepEqual([disposed, names()], [['a.png'], []]);
  });

  it('go after seven days; other runs stay', async () => {
    const other = recorder();
    await other.keep(folder.write('b.json', '{}'), Buffer.from(''), Buffer.from('{}'));
    await recorder().hold(folder.write('a.png', 'old'));
    await after(6.9).list();
    assert.ok(existsSync(holding()));
    assert.deepEqual((await after(7.1).list()).map(({ id }) => id), [1]); // prettier-ignore
    assert.deepEqual([names(), disposed], [['b.json'], ['a.png']]);
  });

  it('go after seven days also before another change, and before they are asked to, but not for a look at the last run', async () => {
    await recorder().hold(folder.write('a.png', 'old'));
    assert.ok(await after(8).find('models'));
    await after(8).begin({ area: 'models', command: 'marks' }, NOON);
    assert.deepEqual(disposed, ['a.png']);
    await recorder().hold(folder.write('b.png', 'old'));
    await after(8).emptyOld();
    assert.deepEqual([disposed, names()], [['a.png', 'b.png'], []]);
  });

  it('go to where they all go when a kill left them in a run that was forgotten', async () => {
    await recorder().hold(folder.write('a.png', 'old'));
    const [run] = await runs().list();
    renameSync(run!.folder, `${run!.folder}.gone`);
    await after(0).begin({ area: 'models', command: 'marks' }, NOON);
    assert.deepEqual([disposed, names()], [['a.png'], []]);
  });

  it('count in what their run takes, as long as they are there', async () => {
    mkdirSync(join(folder.path, '.previews'));
    const paths = [folder.write('a.png', 'x'.repeat(5000)), folder.write('.previews/a.png', 'x'.repeat(300))];
    await recorder().hold(paths[0]!, [paths[1]!]);
    const bytes = async () => [(await runs().list())[0]?.bytes, (await runs().find('models'))?.bytes];
    const [run] = await runs().list();
    const journal = statSync(run!.journalFiles[0]!).size;
    assert.deepEqual(await bytes(), [journal + 5300, journal + 5300]);
    rmSync(holding(), { recursive: true });
    assert.deepEqual(await bytes(), [journal, journal]);
  });

  it('stay where they are when they cannot be moved, and leave no run behind', async () => {
    const run = recorder();
    await assert.rejects(run.hold(join(folder.path, 'gone.png')), { code: 'missing' });
    await run.end();
    assert.deepEqual([await runs().list(), names()], [[], []]);
  });
});
