import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import type { Pictures } from '../../../../../src/core/media/pictures';
import { Problem } from '../../../../../src/core/problem/problem';
import type { LogEvent } from '../../../../../src/core/training/log/events';
import type { Job, JobPart } from '../../../../../src/core/training/jobs/job';
import { ownJobProcess } from '../../../../../src/core/training/jobs/jobProcess';
import { RunSource } from '../../../../../src/ui/training/runView/runSource';
import { tempFolder } from '../../../support/tempFolder';
import { NEW_JOB, testJobs } from '../../../support/testJobs';
import { until } from '../../../support/until';

const TRAINING = `name = "aria"
family = "sd15"
base_model = "base.safetensors"
pictures = "pictures"
trigger = "ohwx"
[samples]
prompts = ["ohwx, cafe --d 42", "woman, cafe --d 42"]
`;

describe('what a run view gets of the folder of a job', () => {
  const folder = tempFolder();
  let closed = new AbortController();
  afterEach(() => {
    closed.abort();
    closed = new AbortController();
  });

  async function job(changed: Partial<Job> = {}) {
    const { jobs } = testJobs(folder.path);
    const { store } = jobs;
    const { id } = await store.create({ ...NEW_JOB, training: TRAINING }, new Date());
    const supervisor = await ownJobProcess();
    await store.update(id, (current) => ({ ...current, state: 'training', supervisor, ...changed }));
    const at = store.folder(id);
    const write = (name: string, content: string | Uint8Array) => {
      const path = join(at.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    };
    let eventsSize = 0;
    const tell = (...events: LogEvent[]) => {
      const text = events.map((event) => `${JSON.stringify({ time: 1, ...event })}\n`).join('');
      appendFileSync(at.events, text);
      eventsSize += text.length;
    };
    const begin = async (trained: number, outputs?: string[]) => {
      const { parts } = await store.read(id);
      const part: JobPart = {
        number: parts.length + 1,
        startedAt: new Date().toISOString(),
        logFrom: 0,
        eventsFrom: eventsSize,
        stepOffset: trained,
        nameOffset: trained,
        command: ['python3'],
        cwd: folder.path,
        runner: true,
        outputName: 'aria',
        precision: 'bf16',
        ...(outputs && { outputs }),
      };
      await store.update(id, (current) => ({ ...current, parts: [...current.parts, part] }));
    };
    const made: number[] = [];
    const pictures = {
      small: (path: string) => {
        const { size } = statSync(path);
        if (size < 4) return Promise.reject(new Error('cut off'));
        made.push(size);
        return Promise.resolve({ bytes: Buffer.from('small'), extension: '.jpg' });
      },
    } as Pick<Pictures, 'small'> as Pictures;
    const open = () =>
      RunSource.open(jobs, id, {
        pictures: () => Promise.resolve(pictures),
        onChange: () => undefined,
        onError: assert.ifError,
        signal: closed.signal,
      });
    return { id, jobs, at, write, tell, begin, open, made };
  }
  const bar = (step: number): LogEvent => ({ type: 'step', step, total: 99, secondsElapsed: step });
  const address = (path: string) => path;

  it('are its samples, each with a small picture once it is whole', async () => {
    const test = await job();
    await test.begin(0);
    const names = ['aria_000010_00_20261121012519_42.png', 'aria_000010_01_20261121012520_42.png'];
    const [whole = '', open = ''] = names.map((name) => `output/1/sample/${name}`);
    test.write(whole, 'whole picture');
    test.write(open, 'x');
    const source = await test.open();
    const small = async () => (await source.state(address)).samples.map(({ thumbnail }) => thumbnail !== undefined); // prettier-ignore
    await until(async () => (await small())[0] === true);
    assert.deepEqual(await small(), [true, false]);
    assert.equal(source.pathOf(whole), join(test.at.path, ...whole.split('/')));
    const { samples, prompts } = await source.state(address);
    assert.ok(samples.every(({ thumbnail = test.at.path }) => thumbnail.startsWith(test.at.path)));
    assert.ok(existsSync(samples[0]?.thumbnail ?? ''));
    assert.deepEqual(prompts.map(({ leak, seed }) => [leak, seed]), [[false, '42'], [true, '42']]); // prettier-ignore
    assert.equal(test.made.length, 1);
  });

  it('are no files but those that it told the page of', async () => {
    const test = await job();
    await test.begin(0);
    const source = await test.open();
    await source.state(address);
    for (const key of ['job.json', '../../x', 'output/1/sample/../../../job.json', test.at.job, ''])
      assert.throws(() => source.pathOf(key), Problem, key);
  });

  it('are the checkpoints that are whole, also while it trains on', async () => {
    const test = await job();
    await test.begin(0);
    const path = test.write('output/1/aria-step00000002.safetensors', 'lora');
    test.tell(bar(2), { type: 'saving', path });
    const source = await test.open();
    assert.deepEqual((await source.state(address)).checkpoints, []);
    test.tell(bar(3));
    await until(async () => (await source.state(address)).checkpoints.length === 1);
    const [found] = (await source.state(address)).checkpoints;
    assert.deepEqual([found?.key, found?.step], ['output/1/aria-step00000002.safetensors', 2]);
    assert.equal(source.pathOf(found?.key ?? ''), path);
  });

  it('are each checkpoint once, when a resumed part has told nothing yet', async () => {
    const test = await job();
    const path = test.write('output/1/aria-step00000002.safetensors', 'lora');
    await test.begin(0, [path]);
    test.tell(bar(2), { type: 'saving', path }, bar(3));
    await test.begin(2);
    const { checkpoints } = await (await test.open()).state(address);
    assert.deepEqual(checkpoints.map(({ step }) => step), [2]); // prettier-ignore
  });

  it('are shown where nothing but its state can be read, too', async () => {
    const test = await job({ state: 'stopped' });
    test.write('training.toml', 'no training file [');
    const state = await (await test.open()).state(address);
    assert.deepEqual([state.name, state.facts, state.samples], ['aria', [], []]);
    assert.ok(!state.commands.some(({ command }) => command === 'trainAgain'));
  });

  it('are nothing while the job is removed, and all again once it is brought back', async () => {
    const test = await job({ state: 'stopped' });
    const source = await test.open();
    await test.jobs.store.remove(test.id, new Date());
    await assert.rejects(source.state(address), { code: 'missing' });
    await test.jobs.restore(test.id);
    assert.equal((await source.state(address)).id, test.id);
  });
});
