import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'mocha';
import { execa } from 'execa';
import { until } from '../support/until';
import { standInTraining } from './standInTraining';

/** What `jobs show` tells, as far as it is looked at here. */
interface Shown {
  readonly state: string;
  readonly cause?: string;
  readonly cause_id?: string;
  readonly steps?: number;
  readonly total_steps?: number;
  readonly resumable?: { readonly step: number };
}

describe('a training on the command line of which something is killed', () => {
  const { at, start, detach, show, gated, trainTo } = standInTraining([
    '[save]',
    'every_steps = 5',
    'state = true',
  ]);
  const shown = async (id: string) => (await show(id)) as unknown as Shown;

  /** The processes that have this folder in their command line. */
  const running = async (words = '') => {
    const { stdout } = await execa('ps', ['-axww', '-o', 'pid=,stat=,args=']);
    return stdout
      .split('\n')
      .filter((row) => row.includes(at('data')) && row.includes(words) && !/^\s*\d+ +Z/.test(row))
      .map((row) => Number.parseInt(row, 10));
  };
  const killOne = async (words: string) => {
    const [pid = 0, ...others] = await running(words);
    assert.deepEqual([pid > 0, others], [true, []]);
    process.kill(pid, 'SIGKILL');
  };
  /** Waits for the end of a training without asking: who asks may take it over. */
  const isOver = (folder: string) =>
    until(() => {
      const { state } = JSON.parse(readFileSync(join(folder, 'job.json'), 'utf8')) as Pick<Shown, 'state'>;
      return ['done', 'error', 'stopped'].includes(state);
    });
  const nothingIsLeft = () => until(async () => (await running()).length === 0);

  /** A training that waits at its 13th step, with states of the 5th and the 10th. */
  async function trainedTo12() {
    trainTo(12);
    const job = await detach(gated());
    await until(() => job.log().includes(' 12/24 ['));
    return job;
  }

  /** Starts the training in which a supervisor stops where it is about to do this. @returns it, and the pid of that one */
  async function held(call: string, path: string) {
    const env = { HOLD_CALL: call, HOLD_PATH: path, HOLD_REACHED: at('reached') };
    const hold = `--import ${pathToFileURL(resolve('test/fixtures/training/jobs/hold.mjs')).href}`;
    const job = await detach({ ...env, NODE_OPTIONS: hold });
    const pid = await until(() => existsSync(at('reached')) && Number(readFileSync(at('reached'), 'utf8')));
    return { ...job, pid };
  }

  async function resumesTo24({ id, folder }: { readonly id: string; readonly folder: string }) {
    await start(['jobs', 'resume', id]);
    await isOver(folder);
    await isWhole(id);
  }

  /** The training is done with exactly its steps, its LoRA is where it belongs, and no process is left. */
  async function isWhole(id: string) {
    const { state, steps, total_steps: total } = await shown(id);
    assert.deepEqual([state, steps, total], ['done', 24, 24]);
    const lora = 'hero_lora_base_v1.safetensors';
    // A temporary file of a killed process goes when the system has forgotten that process.
    const copied = readdirSync(at('loras')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(copied.sort(), [lora, `${lora}.metadata.json`]);
    await nothingIsLeft();
  }

  const trainedSteps = (log: string) => log.match(/"event":"step"/g)?.length ?? 0;

  it('its supervisor, while the dataset is built: an error, and it is built anew', async () => {
    const { pid, ...job } = await held('rename', '/dataset');
    const { id, folder, log } = job;
    assert.equal((await shown(id)).state, 'prepping');
    process.kill(pid, 'SIGKILL');
    await nothingIsLeft();
    const { state, cause_id, cause = '', resumable } = await shown(id);
    assert.deepEqual([state, cause_id, resumable], ['error', 'gone', { step: 0 }]);
    assert.match(cause, /What looked after the training is gone/);
    await resumesTo24(job);
    assert.equal(trainedSteps(log()), 24);
    const left = readdirSync(folder).filter((name) => name.includes('part'));
    assert.deepEqual(left, []);
  });

  it('its supervisor, in the training: another one takes over, and nothing is trained twice', async () => {
    const { id, folder, log } = await trainedTo12();
    await killOne('supervise');
    assert.equal((await shown(id)).state, 'training');
    trainTo(24);
    await isOver(folder);
    await isWhole(id);
    assert.equal(trainedSteps(log()), 24);
  });

  it('its trainer: an error, and it goes on from the last state', async () => {
    const job = await trainedTo12();
    await killOne('trainer.mjs');
    await isOver(job.folder);
    const { state, cause_id, cause = '', steps, resumable } = await shown(job.id);
    assert.deepEqual([state, cause_id, steps, resumable?.step], ['error', 'killed', 12, 10]);
    assert.match(cause, /killed/i);
    await nothingIsLeft();
    await resumesTo24(job);
    assert.match(job.log(), / 14\/14 \[/);
  });

  it('its launcher with all that it started: the same', async () => {
    const job = await trainedTo12();
    const { parts } = JSON.parse(readFileSync(join(job.folder, 'job.json'), 'utf8')) as {
      parts: { trainer: { pid: number } }[];
    };
    process.kill(-(parts[0]?.trainer.pid ?? 0), 'SIGKILL');
    await isOver(job.folder);
    const { state, cause_id, steps, resumable } = await shown(job.id);
    assert.deepEqual([state, cause_id, steps, resumable?.step], ['error', 'killed', 12, 10]);
    await nothingIsLeft();
    await resumesTo24(job);
    assert.match(job.log(), / 14\/14 \[/);
  });

  it('its supervisor, while the LoRA is copied: it is copied once', async () => {
    const { id, log, pid } = await held('link', '/hero_lora_base_v1.safetensors');
    assert.equal((await shown(id)).state, 'copying');
    process.kill(pid, 'SIGKILL');
    await nothingIsLeft();
    await isWhole(id);
    assert.equal(trainedSteps(log()), 24);
  });
});
