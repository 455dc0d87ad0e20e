import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Job } from '../../../../../src/core/training/jobs/job';
import { JobTerminal } from '../../../../../src/ui/training/run/jobTerminal';
import { ShownTrainings } from '../../../../../src/ui/training/run/shownTrainings';
import { tempFolder } from '../../../support/tempFolder';
import { NEW_JOB, testJobs } from '../../../support/testJobs';
import { until } from '../../../support/until';

const CTRL_C = '\u0003';

describe('the terminal of a training', () => {
  const folder = tempFolder();

  /** A terminal over a new job, as VS Code opens it. */
  function opened(test: ReturnType<typeof testJobs>) {
    const seen = {
      text: '',
      exits: [] as number[],
      names: [] as string[],
      detached: [] as Job[],
      ended: [] as Job[],
    };
    let job: Job | undefined;
    const shown = new ShownTrainings();
    const terminal = new JobTerminal({
      jobs: () => Promise.resolve(test.jobs),
      shown,
      open: async (jobs) => (job = await jobs.add(NEW_JOB)),
      onDetached: (left) => seen.detached.push(left),
      onEnded: (over) => seen.ended.push(over),
    });
    terminal.onDidWrite((text) => (seen.text += text));
    terminal.onDidClose((code) => seen.exits.push(code));
    terminal.onDidChangeName((name) => seen.names.push(name));
    terminal.open();
    return { terminal, shown, seen, id: async () => (await until(() => job)).id };
  }

  it('shows what the trainer says, as a terminal wants it, and ends with 0 where it is done', async () => {
    const test = testJobs(folder.path);
    const { seen, id } = opened(test);
    await test.atGate(await id());
    await until(() => seen.text.includes('1/3'));
    test.open(await id(), 'done');
    await until(() => seen.exits.length > 0);
    assert.deepEqual(seen.exits, [0]);
    assert.match(seen.text, /running training \/ 学習開始\r\n {2}num batches/);
    assert.match(seen.text, /model saved\.\r\n/);
    assert.doesNotMatch(seen.text, /[^\r]\n/);
    assert.deepEqual(
      seen.ended.map(({ state }) => state),
      ['done'],
    );
    await test.settled();
  });

  it('ends with 1 and a line that the problem matcher knows where the training fails', async () => {
    const test = testJobs(folder.path);
    const { seen, id } = opened(test);
    test.open(await id(), 'fail');
    await until(() => seen.exits.length > 0);
    assert.deepEqual(seen.exits, [1]);
    assert.match(
      seen.text,
      /\r\naria\.training\.toml: error: The GPU ran out of memory\..* It can be started again\.\r\n$/,
    );
    await test.settled();
  });

  it('saves and stops by Ctrl+C, and ends it at once by a second one', async () => {
    const test = testJobs(folder.path);
    const { terminal, seen, id } = opened(test);
    await test.atGate(await id());
    await until(async () => (await test.state(await id())) === 'training');
    terminal.handleInput(CTRL_C);
    await until(async () => (await test.jobs.store.read(await id())).request?.action === 'stop');
    await until(() => seen.text.includes('Press Ctrl+C again'));
    terminal.handleInput(CTRL_C);
    await until(() => seen.exits.length > 0);
    assert.deepEqual([seen.exits, await test.state(await id())], [[1], 'stopped']);
    assert.deepEqual(seen.detached, []);
    await test.settled();
  });

  it('only stops looking when it is closed', async () => {
    const test = testJobs(folder.path);
    const { terminal, seen, id } = opened(test);
    await test.atGate(await id());
    await until(() => seen.text.includes('1/3'));
    terminal.close();
    assert.deepEqual(
      seen.detached.map((job) => job.id),
      [await id()],
    );
    test.open(await id(), 'done');
    await test.settled();
    assert.equal(await test.state(await id()), 'done');
    assert.deepEqual([seen.exits, seen.ended], [[], []]);
  });

  it('is the one of its training until it is closed or over, by a name that no other has', async () => {
    const test = testJobs(folder.path);
    const { terminal, shown, seen, id } = opened(test);
    const name = await until(async () => shown.nameOf(await id()));
    assert.deepEqual([name, seen.names], ['Training aria', ['Training aria']]);
    assert.equal(shown.open({ id: 'other', name: 'aria' }), 'Training aria (2)');
    terminal.close();
    const isGone = async (of: ShownTrainings, job: string) => until(() => of.nameOf(job) === undefined);
    await isGone(shown, await id());
    test.open(await id(), 'done');
    await test.settled();
    const second = opened(test);
    await until(async () => second.shown.nameOf(await second.id()));
    test.open(await second.id(), 'done');
    await isGone(second.shown, await second.id());
    await test.settled();
  });

  it('says why a training could not be made', async () => {
    const seen = { text: '', exits: [] as number[] };
    const terminal = new JobTerminal({
      jobs: () => Promise.resolve(testJobs(folder.path).jobs),
      shown: new ShownTrainings(),
      open: () => Promise.reject(new Error('no file')),
      onDetached: () => undefined,
      onEnded: () => undefined,
    });
    terminal.onDidWrite((text) => (seen.text += text));
    terminal.onDidClose((code) => seen.exits.push(code));
    terminal.open();
    await until(() => seen.exits.length > 0);
    assert.deepEqual(seen.exits, [1]);
    assert.notEqual(seen.text, '');
  });
});
