// How a trainer of sd-scripts talks: its bars go to the error stream, everything else to the output stream.
import { writeSync } from 'node:fs';

/** Written at once, as Python does with PYTHONUNBUFFERED. @param {string} line */
export const say = (line) => write(1, `${line}\n`);

/** @param {string} text */
export const sayError = (text) => write(2, text);

/** @param {number} stream @param {string} text */
function write(stream, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(stream, bytes, at);
    } catch (error) {
      // A full pipe takes nothing for a moment.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
    }
  }
}

/**
 * The bar of steps, as tqdm draws it into a file.
 * @param {number} step @param {number} total @param {number} seconds @param {string} loss
 */
export function bar(step, total, seconds, loss) {
  const part = total === 0 ? 1 : step / total;
  const cells = '█'.repeat(Math.floor(part * 10)).padEnd(10);
  const rate = seconds > 0 ? (step / seconds).toFixed(2) : '?';
  const left = step > 0 ? clock((seconds / step) * (total - step)) : '?';
  const percent = String(Math.floor(part * 100)).padStart(3);
  sayError(`\rsteps: ${percent}%|${cells}| ${step}/${total} [${clock(seconds)}<${left}, ${rate.padStart(5)}it/s, avr_loss=${loss}]`); // prettier-ignore
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}

/** A failure as Python prints it. @param {string} frame @param {string} words */
export function traceback(frame, words) {
  sayError(
    `\nTraceback (most recent call last):\n  File "train_network.py", line 1740, in <module>\n    trainer.train(args)\n` +
      `  File "${frame}\n    stand-in\n${words}\n`,
  );
}
