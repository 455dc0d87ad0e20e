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
  const child = spawn(process.execPath, [trainer, ...all.slice(script)], { stdio: 'inherit' });
  // A launcher that is told to end leaves its child running, as accelerate does.
  child.on('exit', (code, signal) => {
    if (code === 0) return;
    const status = signal
      ? `died with <Signals.${signal}: ${constants.signals[signal]}>`
      : `returned non-zero exit status ${code}`;
    process.stderr.write(
      `Traceback (most recent call last):\n` +
        `  File "site-packages/accelerate/commands/launch.py", line 1000, in simple_launcher\n` +
        `    raise subprocess.CalledProcessError(returncode=process.returncode, cmd=cmd)\n` +
        `subprocess.CalledProcessError: Command '['python', '${path.basename(all[script] ?? '')}']' ${status}.\n`,
    );
    process.exitCode = 1;
  });
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
