import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { ownIdentity } from '../../../src/core/processes/identity';
import { TaskQueue } from '../../../src/core/tasks/taskQueue';
import type { Job, JobPart } from '../../../src/core/training/jobs/job';
import { JobStore } from '../../../src/core/training/jobs/jobStore';

/** Jobs in all states, made of files: nothing trains. The one that runs is looked after by this process, as it says. */
export class JobFolders {
  readonly store: JobStore;
  readonly tasks: TaskQueue;
  private made = 0;

  /** @param data the folder of the user's data */
  constructor(
    data: string,
    private readonly source: Job['source'],
  ) {
    this.store = new JobStore(path.join(data, 'jobs'));
    this.tasks = new TaskQueue(path.join(data, 'tasks'));
  }

  /** @returns its id */
  async add(name: string, training: string, changed: Partial<Job>): Promise<string> {
    const now = new Date(Date.UTC(2026, 0, 1, 0, this.made++));
    const settings = {
      python: 'python3',
      scriptPath: '/sd-scripts/train_network.py',
      launchPrefix: [],
      docker: { image: 'image', kohyaRoot: '/kohya' },
      baseModels: {},
      minimumPictures: 8,
    };
    const { id } = await this.store.create({ name, family: 'sd15', source: this.source, settings, training }, now); // prettier-ignore
    await this.store.update(id, (job) => ({ ...job, startedAt: job.createdAt, ...changed }));
    if (changed.state === undefined) await this.tasks.add({ id, title: name, kind: 'training' });
    return id;
  }

  /** One that trains, as its trainer has told: on this machine, where none is named. */
  async addRunning(name: string, training: string, host = hostname()): Promise<string> {
    const supervisor = { ...(await ownIdentity()), host };
    const part: JobPart = { ...PART, trainer: supervisor };
    const id = await this.add(name, training, { state: 'training', supervisor, parts: [part] });
    const { events, output } = this.store.folder(id);
    await mkdir(output(1), { recursive: true });
    const step = { type: 'step', step: 40, total: 120, loss: 0.0821, secondsLeft: 130 };
    await writeFile(events, `${JSON.stringify(step)}\n`);
    return id;
  }
}

const PART: JobPart = {
  number: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  logFrom: 0,
  eventsFrom: 0,
  stepOffset: 0,
  nameOffset: 0,
  command: ['python3'],
  cwd: '/',
  runner: true,
  outputName: 'aria',
  precision: 'bf16',
};
