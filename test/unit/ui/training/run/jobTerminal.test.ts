import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Job } from '../../../../../src/core/training/jobs/job';
import { JobTerminal } from '../../../../../src/ui/training/run/jobTerminal';
import { tempFolder } from '../../../support/tempFolder';
import { NEW_JOB, testJobs } from '../../../support/testJobs';
import { until } from '../../../support/until';

const CTRL_C = '\u0003';

describe('the terminal of a training', () => {
  const folder = tempFolder();

  /** A terminal over a new job, as VS Code opens it. */
  function opened(test: ReturnType<typeof testJobs>) {
    const seen = { text: '', exits: [] as number[], detached: [] as Job[], ended: [] as Job[] };
    let job: Job | undefined;
    const terminal = new JobTerminal({
      jobs: () => Promise.resolve(test.jobs),
      open: async (jobs) => (job = await jobs.add(NEW_JOB)),
      onDetached: (left) => seen.detached.push(left),
      onEnded: (over) => seen.ended.push(over),
    });
    terminal.onDidWrite((text) => (seen.text += text));
    terminal.onDidClose((code) => seen.exits.push(code));
    terminal.open();
    return { terminal, seen, id: async () => (await until(() => job)).id };
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

  it('says why a training could not be made', async () => {
    const seen = { text: '', exits: [] as number[] };
    const terminal = new JobTerminal({
      jobs: () => Promise.resolve(testJobs(folder.path).jobs),
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
