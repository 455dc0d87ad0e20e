import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { ownIdentity } from '../../../src/core/processes/identity';
import { TaskQueue } from '../../../src/core/tasks/taskQueue';
import type { Job, JobPart } from '../../../src/core/training/jobs/job';
import { JobStore } from '../../../src/core/training/jobs/jobStore';
import { paintedPng } from '../../civitai/pictures';

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

  /** What the runner tells of further steps: one loss each. */
  async tellSteps(id: string, from: number, losses: readonly (number | null)[]): Promise<void> {
    const steps = losses.map((loss, index) => ({ type: 'runner', event: 'step', step: from + index, loss, rate: 1e-4 })); // prettier-ignore
    const last = from + losses.length - 1;
    const bar = { type: 'step', step: last, total: 400, loss: losses.at(-1), secondsPerStep: 0.8, secondsLeft: 300 }; // prettier-ignore
    const events = [{ type: 'runner', event: 'ready' }, ...steps, bar];
    await appendFile(this.store.folder(id).events, events.map((event) => `${JSON.stringify(event)}\n`).join('')); // prettier-ignore
  }

  async tellLog(id: string, lines: readonly string[]): Promise<void> {
    await appendFile(this.store.folder(id).log, lines.map((line) => `${line}\n`).join(''));
  }

  /** Pictures of each prompt at each of these steps. */
  async addSamples(id: string, steps: readonly number[], prompts: number): Promise<void> {
    const folder = path.join(this.store.folder(id).output(1), 'sample');
    await mkdir(folder, { recursive: true });
    for (const step of steps)
      for (let prompt = 0; prompt < prompts; prompt++) {
        const name = `aria_${String(step).padStart(6, '0')}_0${prompt}_20260101000000_42.png`;
        await writeFile(path.join(folder, name), face(step, prompt));
      }
  }
}

/** A round face before stripes, clearer with each step. */
function face(step: number, prompt: number): Buffer {
  const blur = 30 - Math.min(28, step / 12);
  return paintedPng(192, 192, (x, y) => {
    const away = Math.hypot(x - 96, y - 84 - prompt * 12) - 52;
    const part = Math.max(0, Math.min(1, 0.5 - away / blur));
    const wave = Math.sin((x + y * (prompt + 1)) / 9) > 0 ? 70 : 30;
    return [wave + part * (225 - wave), wave + part * (170 - wave), wave + 60 + part * (80 - wave)];
  });
}

export const PART: JobPart = {
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
