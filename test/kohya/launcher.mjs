// What `python -m accelerate.commands.launch …` does, without Python: starts the trainer as a child, and reports its end.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

/** Checks of the environment get what the file STANDIN_PROBE holds, or what a whole environment would say. */
function answerProbe() {
  const file = process.env.STANDIN_PROBE ?? fileURLToPath(new URL('probe.txt', import.meta.url));
  process.stdout.write(readFileSync(file, 'utf8'));
}
