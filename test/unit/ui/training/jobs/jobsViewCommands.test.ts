import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Job } from '../../../../../src/core/training/jobs/job';
import { jobsViewCommands } from '../../../../../src/ui/training/jobs/jobsViewCommands';
import { EndTeller } from '../../../../../src/ui/training/run/tellEnded';
import { ScriptedDialogs, type Answer } from '../../../support/scriptedDialogs';
import { tempFolder } from '../../../support/tempFolder';
import { NEW_JOB, testJobs } from '../../../support/testJobs';
import { until } from '../../../support/until';

describe('the commands of the Jobs view', () => {
  const folder = tempFolder();

  function commands(test: ReturnType<typeof testJobs>, ...answers: Answer[]) {
    const dialogs = new ScriptedDialogs(...answers);
    const compared: (readonly string[])[] = [];
    const frozen: Job[] = [];
    const run = jobsViewCommands({
      dialogs,
      jobs: () => Promise.resolve(test.jobs),
      dateText: (iso) => iso,
      changed: () => undefined,
      compare: (ids) => void compared.push(ids),
      openFolder: () => Promise.resolve(),
      showFrozen: (job) => Promise.resolve(void frozen.push(job)),
      trainAgain: () => Promise.resolve(),
    });
    return { dialogs, compared, frozen, run };
  }

  /** Jobs that have ended, as a user finds them. */
  async function ended(test: ReturnType<typeof testJobs>, ...names: string[]) {
    const made: string[] = [];
    for (const name of names) {
      const { id } = await test.jobs.store.create({ ...NEW_JOB, name }, new Date());
      await test.jobs.store.update(id, (job) => ({ ...job, state: 'stopped' }));
      made.push(id);
    }
    return made;
  }

  it('move all rows that are selected, and one that is picked', async () => {
    const test = testJobs(folder.path);
    const first = await test.jobs.add(NEW_JOB);
    await test.atGate(first.id);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await test.jobs.add({ ...NEW_JOB, name })).id);
    const [a = '', b = '', c = ''] = ids;
    await commands(test).run['diffusionWorkbench.jobs.moveUp'](c, [b, c]);
    assert.deepEqual(await test.jobs.queue(), [b, c, a]);
    await commands(test).run['diffusionWorkbench.jobs.moveDown'](b);
    assert.deepEqual(await test.jobs.queue(), [c, b, a]);
    // A row that is not among the selected ones counts alone.
    await commands(test).run['diffusionWorkbench.jobs.runNext'](a, [b, c]);
    assert.deepEqual(await test.jobs.queue(), [a, c, b]);
    await commands(test, 'b').run['diffusionWorkbench.jobs.runNext']();
    assert.deepEqual(await test.jobs.queue(), [b, a, c]);
    for (const id of ids) await test.jobs.request(id, 'end');
    test.open(first.id, 'done');
    await test.settled();
  });

  it('compare the rows that are selected, else those that are picked, two at least', async () => {
    const test = testJobs(folder.path);
    const [a = '', b = ''] = await ended(test, 'a', 'b');
    const selected = commands(test);
    await selected.run['diffusionWorkbench.jobs.compare'](a, [a, b]);
    assert.deepEqual(selected.compared[0], [a, b]);
    const picked = commands(test, ['a', 'b']);
    await picked.run['diffusionWorkbench.jobs.compare'](a);
    assert.deepEqual(picked.dialogs.shown[0]?.rows.map((row) => [row.label, row.picked]), [['a', true], ['b', false]]); // prettier-ignore
    assert.equal(picked.compared.length, 1);
    const one = commands(test, ['a']);
    await one.run['diffusionWorkbench.jobs.compare']();
    assert.deepEqual([one.compared, one.dialogs.texts.at(-1)], [[], 'info: Two trainings or more can be compared.']); // prettier-ignore
  });

  it('remove several at once, only when that is confirmed, and bring them back', async () => {
    const test = testJobs(folder.path);
    const ids = await ended(test, 'a', 'b');
    const left = async () => (await test.jobs.list()).length;
    await commands(test, undefined).run['diffusionWorkbench.jobs.remove'](ids[0], ids);
    assert.equal(await left(), 2);
    await commands(test, 'Remove', 'Undo').run['diffusionWorkbench.jobs.remove'](ids[0], ids);
    await until(async () => (await left()) === 2);
    await commands(test, 'Remove').run['diffusionWorkbench.jobs.remove'](ids[0], ids);
    assert.equal(await left(), 0);
    await commands(test, ['a']).run['diffusionWorkbench.jobs.restore']();
    assert.deepEqual((await test.jobs.list()).map(({ name }) => name), ['a']); // prettier-ignore
    await commands(test, 'Delete Permanently').run['diffusionWorkbench.jobs.remove'](ids[0]);
    assert.deepEqual((await test.jobs.store.removed.list()).map(({ job }) => job.name), ['b']); // prettier-ignore
  });

  it('ask before they take over what trained on another machine', async () => {
    const test = testJobs(folder.path);
    const [id = ''] = await ended(test, 'a');
    const supervisor = { pid: 1, startTime: 'x', host: 'gpu-box' };
    await test.jobs.store.update(id, (job) => ({ ...job, state: 'training', supervisor }));
    const no = commands(test, undefined);
    await no.run['diffusionWorkbench.jobs.remove'](id);
    assert.match(no.dialogs.texts[0] ?? '', /run on gpu-box no more/);
    assert.equal((await test.jobs.list()).length, 1);
    await commands(test, 'It Runs No More', 'Remove').run['diffusionWorkbench.jobs.remove'](id);
    assert.deepEqual(await test.jobs.list(), []);
  });

  describe('the end of a training', () => {
    const NOW = new Date('2026-11-26T20:31:55.000Z');
    const teller = (test: ReturnType<typeof testJobs>, dialogs: ScriptedDialogs, isFocused = true) =>
      new EndTeller({ dialogs, jobs: test.jobs, isFocused: () => isFocused, clock: () => NOW });
    const over = async (test: ReturnType<typeof testJobs>, changed: Partial<Job>) => {
      const [id = ''] = await ended(test, 'a');
      const facts = { endedAt: '2026-11-26T20:00:00.000Z', verdict: { state: 'stopped', cause: 'Stopped.' } } as const; // prettier-ignore
      await test.jobs.store.update(id, (job) => ({ ...job, ...facts, ...changed }));
      return id;
    };

    it('is told once, by one of several windows: the one with the focus', async () => {
      const test = testJobs(folder.path);
      const id = await over(test, { state: 'error', verdict: { state: 'error', cause: 'Out of memory.' } });
      const all = [new ScriptedDialogs(), new ScriptedDialogs('Show'), new ScriptedDialogs('Show')];
      const [unfocused, ...focused] = all.map((dialogs, index) => teller(test, dialogs, index > 0));
      await unfocused?.tell(await test.jobs.list());
      const before = await test.jobs.list();
      await Promise.all(focused.map((each) => each.tell(before)));
      await Promise.all(focused.map(async (each) => each.tell(await test.jobs.list())));
      const texts = all.flatMap((dialogs) => dialogs.texts);
      assert.deepEqual(texts, ['error: a: Out of memory.']);
      await until(() => all.some(({ executed }) => executed.length > 0));
      assert.deepEqual(all.flatMap(({ executed }) => executed), [['diffusionWorkbench.jobs.openRun', id]]); // prettier-ignore
    });

    it('is told with what can be done then', async () => {
      const test = testJobs(folder.path);
      await over(test, { state: 'done', verdict: { state: 'done' }, artifact: '/loras/a.safetensors' });
      await over(test, {});
      const dialogs = new ScriptedDialogs();
      await teller(test, dialogs).tell(await test.jobs.list());
      assert.deepEqual(dialogs.shown.map(({ text, choices }) => [text, choices]).sort(), [
        ['a is trained: /loras/a.safetensors', ['Show', 'Show in Models']],
        ['a: Stopped.', ['Show', 'Resume']],
      ]);
    });

    it('is no news after a day, nor where it was never begun', async () => {
      const test = testJobs(folder.path);
      await over(test, { endedAt: '2026-11-25T20:00:00.000Z' });
      await over(test, { verdict: undefined });
      const dialogs = new ScriptedDialogs();
      await teller(test, dialogs).tell(await test.jobs.list());
      assert.deepEqual(dialogs.texts, []);
    });

    it('is told again after it was resumed', async () => {
      const test = testJobs(folder.path);
      const id = await over(test, {});
      assert.deepEqual([await test.jobs.claimTelling(id), await test.jobs.claimTelling(id)], [true, false]);
      await test.jobs.resume(id);
      await test.atGate(id);
      test.open(id, 'fail');
      await test.settled();
      assert.equal(await test.jobs.claimTelling(id), true);
    });
  });
});
