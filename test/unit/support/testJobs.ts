import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TaskQueue } from '../../../src/core/tasks/taskQueue';
import { Jobs } from '../../../src/core/training/jobs/jobs';
import { JobStore, type NewJob } from '../../../src/core/training/jobs/jobStore';
import type { SuperviseOptions } from '../../../src/core/training/jobs/supervise/supervise';
import { superviseTask } from '../../../src/core/training/jobs/supervise/superviseTask';
import { until } from './until';

const TRAINER = resolve('test/fixtures/training/jobs/trainer.mjs');
const silent = () => undefined;
export const LOG = { debug: silent, info: silent, warn: silent, error: silent };

export const NEW_JOB: NewJob = {
  name: 'aria',
  family: 'sd15',
  source: { file: 'aria.training.toml', folder: '/pictures' },
  settings: {
    python: 'python3',
    scriptPath: '/sd-scripts/train_network.py',
    launchPrefix: [],
    docker: { image: 'image', kohyaRoot: '/opt/kohya_ss' },
    baseModels: {},
    minimumPictures: 8,
  },
  training: 'name = "aria"\n',
};

/** Jobs in a folder whose trainer is a small program, and whose supervisors are in this process. */
export function testJobs(folder: string, changed: Partial<SuperviseOptions> = {}) {
  const store = new JobStore(join(folder, 'jobs'));
  const tasks = new TaskQueue(join(folder, 'tasks'));
  const supervisions: Promise<void>[] = [];
  const gates = (id: string) => store.folder(id).path;
  const options: SuperviseOptions = {
    store,
    log: LOG,
    clock: () => new Date(),
    prepare: (_job, jobFolder, part) =>
      Promise.resolve({
        command: [process.execPath, TRAINER, jobFolder.output(part), jobFolder.path, jobFolder.config],
        cwd: folder,
        env: process.env,
        runner: true,
        outputName: 'aria',
        precision: 'bf16',
        dataset: { pictures: 8, digest: 'abc' },
        stepOffset: 0,
        nameOffset: 0,
      }),
    copy: (_job, lora) => Promise.resolve(lora),
    ...changed,
  };
  const jobs: Jobs = new Jobs({
    ...options,
    tasks,
    startSupervisor: ({ id }, claim) => {
      supervisions.push(superviseTask(id, claim, { ...options, tasks }).then(() => jobs.startNext()));
      return Promise.resolve();
    },
  });
  return {
    jobs,
    tasks,
    options,
    /** Waits until the trainer of a job waits at its gate. @returns the pids of it and of its child */
    atGate: (id: string) =>
      until(() => existsSync(join(gates(id), 'pids')) && readFileSync(join(gates(id), 'pids'), 'utf8').split(' ').map(Number)), // prettier-ignore
    /** Lets the trainer of a job go on, to this end. */
    open: (id: string, end: 'done' | 'zero' | 'unsaved' | 'fail') => {
      mkdirSync(gates(id), { recursive: true });
      writeFileSync(join(gates(id), 'go'), end);
    },
    /** Closes the gate again, for the next part. */
    close: (id: string) => {
      for (const name of ['go', 'pids']) rmSync(join(gates(id), name), { force: true });
    },
    state: async (id: string) => (await store.read(id)).state,
    /** Waits until no supervisor is at work. */
    settled: async () => {
      // More are added while it waits.
      for (const supervision of supervisions) await supervision;
    },
  };
}
