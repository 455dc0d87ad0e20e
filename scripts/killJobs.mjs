// npm run test:kills [-- COUNT [SEED]]: kills what takes part in a training at random moments, by the stand-in for sd-scripts.
// Each time, the job has to say what happened, nothing may be left running, and resuming has to bring it to its end.
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mustRun, pinnedNode } from './processes.mjs';

const run = promisify(execFile);
const [count = '100', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
await mustRun(pinnedNode, ['esbuild.mjs']);

/** What may be killed, by a word of its command line. */
const VICTIMS = ['supervise', 'trainer.mjs', 'accelerate.commands.launch', 'cli.js train'];
const STEPS = 40;

let state = Number(seed);
/** A number from 0 to 1, the same for the same seed: a linear congruential generator, after Numerical Recipes. */
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

// How long a training takes here, from the moment that its job is there: kills are spread over it.
let wholeMs = 0;
console.log(`seed ${seed}, ${await kill(0)}`);
/** @type {Record<string, number>} */
const ends = {};
for (let round = 1; round <= Number(count); round++) {
  const end = await kill(round);
  console.log(`${round}: ${end}`);
  ends[end] = (ends[end] ?? 0) + 1;
}
console.log(`${count} kills, by who was killed:`);
for (const [end, rounds] of Object.entries(ends).sort()) console.log(`${String(rounds).padStart(5)} ${end}`);

/** One training, one kill, and its resumption; round 0 is without a kill. @param {number} round */
async function kill(round) {
  const home = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-kill-'));
  const env = { ...process.env, DIFFUSION_WORKBENCH_DATA: path.join(home, 'data'), STANDIN_STEP_MS: '40' };
  const cli = (/** @type {string[]} */ ...args) => run(pinnedNode, ['dist/cli.js', ...args], { env });
  const training = path.join(home, 'kill.training.toml');
  cpSync('test/fixtures/training/datasets/orig.png', path.join(home, 'pictures/1.png'), { recursive: true });
  writeFileSync(path.join(home, 'pictures/1.txt'), 'ohwx');
  writeFileSync(path.join(home, 'base.safetensors'), '');
  writeFileSync(
    training,
    `name = "kill"\nfamily = "sd15"\nbase_model = "base.safetensors"\npictures = "pictures"\ntrigger = "ohwx"\n` +
      `minimum_pictures = 1\nresolution = 64\nsteps = ${STEPS}\n[save]\nevery_steps = 10\nstate = true\n`,
  );
  const trainer = [
    '--python',
    path.resolve('test/kohya/python'),
    '--kohya',
    path.resolve('test/kohya/sd-scripts'),
  ];
  const command = spawn(pinnedNode, ['dist/cli.js', 'train', training, '--lora-dir', path.join(home, 'loras'), ...trainer], { env, stdio: 'ignore' }); // prettier-ignore
  const id = await idOf(path.join(home, 'data/jobs'));
  const begun = performance.now();
  if (round === 0) {
    await new Promise((resolve) => command.once('exit', resolve));
    wholeMs = performance.now() - begun;
    rmSync(home, { recursive: true, force: true });
    return `${Math.round(wholeMs)} ms a training`;
  }
  const moment = Math.floor(random() * wholeMs);
  await delay(moment);
  const running = await processesOf(home);
  const victims = VICTIMS.filter((words) => running.some(({ line }) => line.includes(words)));
  const victim = victims[Math.floor(random() * victims.length)] ?? 'nobody';
  // All was over: trainings have become faster since the first one.
  if (victim === 'nobody') wholeMs = (wholeMs + moment) / 2;
  const what = `${round}: ${victim} after ${moment} ms`;
  for (const { pid, line } of running) if (line.includes(victim)) killProcess(pid);
  command.kill('SIGKILL');
  const first = await untilOver(id);
  if (first.state === 'error' && !(first.cause && first.resumable)) fail(what, first);
  if (first.state === 'done' && first.steps !== STEPS) fail(what, first);
  await nothingIsLeft();
  if (first.state !== 'done') {
    await cli('jobs', 'resume', id);
    const last = await untilOver(id);
    if (last.state !== 'done' || last.steps !== STEPS) fail(`${what}, resumed`, last);
  }
  await nothingIsLeft();
  const loras = readdirSync(path.join(home, 'loras')).filter((name) => /^[^.].*\.safetensors$/.test(name));
  if (loras.length !== 1) fail(what, loras);
  rmSync(home, { recursive: true, force: true });
  return `${victim}: ${first.state === 'done' ? 'done all the same' : `${first.state}, ${first.cause_id}, resumed`}`;

  /** What looked after a job ends a moment after the job. */
  async function nothingIsLeft() {
    let left = await processesOf(home);
    for (let tries = 0; tries < 100 && left.length > 0; tries++) {
      await delay(100);
      left = await processesOf(home);
    }
    if (left.length > 0) fail(what, left);
  }

  /** @param {string} job */
  async function untilOver(job) {
    for (let tries = 0; tries < 600; tries++) {
      const { stdout } = await cli('jobs', 'show', job, '--json');
      const shown = JSON.parse(stdout);
      if (['done', 'error', 'stopped'].includes(shown.state)) return shown;
      if (shown.state === 'queued') await cli('jobs', 'attach', job).catch(() => undefined);
      await delay(100);
    }
    return fail(what, readFileSync(path.join(home, 'data/jobs', job, 'job.json'), 'utf8'));
  }
}

/** The id of the first job in a folder, once it is there. @param {string} folder */
async function idOf(folder) {
  for (;;) {
    const [id] = existsSync(folder) ? readdirSync(folder) : [];
    if (id !== undefined && existsSync(path.join(folder, id, 'job.json'))) return id;
    await delay(5);
  }
}

/** It may have ended meanwhile. @param {number} pid */
function killProcess(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** The processes with a folder in their command line, but for this one. @param {string} folder */
async function processesOf(folder) {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,stat=,args=']);
  return stdout
    .split('\n')
    .map((row) => /^\s*(\d+) +(\S+) +(.*)$/.exec(row))
    .filter((match) => match !== null && !match[2]?.startsWith('Z') && match[3]?.includes(folder))
    .map((match) => ({ pid: Number(match?.[1]), line: match?.[3] ?? '' }))
    .filter(({ pid }) => pid !== process.pid);
}

/** @param {string} what @param {unknown} found @returns {never} */
function fail(what, found) {
  console.error(`${what}:`, found);
  process.exit(1);
}
