// What `python -m accelerate.commands.launch …` does, without Python: starts the trainer as a child, and reports its end.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const args = process.argv.slice(2);
const trainer = fileURLToPath(new URL('trainer.mjs', import.meta.url));

if (args[0] === '-m' && args[1] === 'accelerate.commands.launch') launch(args.slice(2));
else if (args[0]?.endsWith('_train_network.py')) launch(args);
else answerProbe();

/** @param {readonly string[]} all the options of accelerate, the script, and its own arguments */
function launch(all) {
  const script = all.findIndex((argument) => argument.endsWith('.py'));
  const count = Number(all[all.indexOf('--num_processes') + 1]);
  const several = all.includes('--num_processes') && count > 1;
  const child = spawn(process.execPath, [trainer, ...all.slice(script)], {
    stdio: 'inherit',
    env: several ? { ...process.env, WORLD_SIZE: String(count) } : process.env,
  });
  const name = path.basename(all[script] ?? '');
  // A launcher that is told to end leaves its child running, as accelerate does.
  child.on('exit', (code, signal) => {
    if (code === 0) return;
    const number = signal ? constants.signals[signal] : 0;
    process.stderr.write(several ? childFailed(name, signal ? -number : (code ?? 1)) : calledProcess(name, code, signal)); // prettier-ignore
    process.exitCode = 1;
  });
}

/** What accelerate says of a trainer that failed. @param {string} name @param {number | null} code @param {NodeJS.Signals | null} signal */
function calledProcess(name, code, signal) {
  const status = signal
    ? `died with <Signals.${signal}: ${constants.signals[signal]}>`
    : `returned non-zero exit status ${code}`;
  return (
    `Traceback (most recent call last):\n` +
    `  File "site-packages/accelerate/commands/launch.py", line 1000, in simple_launcher\n` +
    `    raise subprocess.CalledProcessError(returncode=process.returncode, cmd=cmd)\n` +
    `subprocess.CalledProcessError: Command '['python', '${name}']' ${status}.\n`
  );
}

/** What torch says of one of several processes that failed. @param {string} name @param {number} code */
function childFailed(name, code) {
  return (
    `E1126 03:26:14.830000 2323 torch/distributed/elastic/multiprocessing/api.py:1002] failed (exitcode: ${code}) local_rank: 0 (pid: 2326) of binary: /home/user/venv/bin/python\n` +
    `Traceback (most recent call last):\n` +
    `  File "site-packages/torch/distributed/launcher/api.py", line 383, in launch_agent\n` +
    `    raise ChildFailedError(\n` +
    `torch.distributed.elastic.multiprocessing.errors.ChildFailedError: \n` +
    `============================================================\n${name} FAILED\n` +
    `------------------------------------------------------------\nRoot Cause (first observed failure):\n[0]:\n` +
    `  rank      : 0 (local_rank: 0)\n  exitcode  : ${code} (pid: 2326)\n` +
    `============================================================\n`
  );
}

/** A check of the environment gets what a whole one would say: all packages, and a GPU that is none. */
function answerProbe() {
  const asked = args.find((argument) => argument.startsWith('{'));
  if (asked === undefined) return;
  const { packages = {} } = JSON.parse(asked);
  const gpu = { name: 'stand-in', capability: '8.0', total: 24e9, free: 23e9, bf16: true };
  const answer = {
    python: '3.12.0',
    executable: 'a stand-in for Python',
    bits: 64,
    told: [
      ...Object.entries(packages).map((step) => ({ step: ['package', ...step], facts: { version: '99.0' } })),
      { step: ['torch', 'torch', null], facts: { cuda_build: '12.4', cuda: true, mps: false, gpus: 1 } },
      { step: ['gpu', 'gpu', 0], facts: gpu },
    ],
  };
  process.stdout.write(`\n@@environment ${JSON.stringify(answer)}\n`);
}
