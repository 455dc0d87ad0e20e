// How a trainer of sd-scripts talks: bars and failures go to the error stream, its prints to the output stream, and its
// log to either, as it is written.
import { writeSync } from 'node:fs';
import { isoTime, richRows } from './rich.mjs';
import { form, processes } from './settings.mjs';

/** Printed by the first process, at once: Python does that with PYTHONUNBUFFERED. @param {string} text */
export const say = (text) => write(1, `${text}\n`);

/** @param {string} text */
const sayError = (text) => write(2, text);

/**
 * A message of the log, which each process writes.
 * @param {string} source its place in the source
 * @param {string} text @param {'INFO' | 'WARNING' | 'ERROR'} [level]
 */
export function log(source, text, level = 'INFO') {
  for (let rank = 0; rank < processes; rank++)
    if (form === 'simple') say(text);
    else sayError(`${richRows(isoTime(new Date()), level, text, source, form === 'terminal').join('\n')}\n`);
}

/** @param {number} stream @param {string} text */
function write(stream, text) {
  const bytes = Buffer.from(form === 'terminal' ? text.replaceAll('\n', '\r\n') : text);
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
 * The bar of steps, as tqdm draws it.
 * @param {number} step @param {number} total @param {number} seconds @param {string} [loss] none before the first step
 */
export function bar(step, total, seconds, loss) {
  sayError(`\r${barText('steps: ', step, total, seconds, loss === undefined ? '' : `, avr_loss=${loss}`)}`);
}

/** The bar of a sample, below that of the steps: it goes back to the line above. @param {number} total */
export function nestedBar(total) {
  for (const done of [0, total]) sayError(`\n\r${barText('', done, total, done / 20, '')}\x1b[A`);
  sayError('\n');
}

/** @param {string} name @param {number} done @param {number} total @param {number} seconds @param {string} postfix */
function barText(name, done, total, seconds, postfix) {
  const part = total === 0 ? 1 : done / total;
  const cells = '█'.repeat(Math.floor(part * 10)).padEnd(10);
  const rate = seconds > 0 && done > 0 ? (done / seconds).toFixed(2).padStart(5) : '?';
  const left = done > 0 ? clock((seconds / done) * (total - done)) : '?';
  const percent = String(Math.floor(part * 100)).padStart(3);
  return `${name}${percent}%|${cells}| ${done}/${total} [${clock(seconds)}<${left}, ${rate}it/s${postfix}]`;
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}

/** A failure as Python prints it; torch puts a rank before each line where several processes train. @param {string} frame @param {string} words */
export function traceback(frame, words) {
  sayError('\n');
  for (let rank = 0; rank < processes; rank++) {
    const lines = ['Traceback (most recent call last):', '  File "/home/user/sd-scripts/train_network.py", line 1913, in <module>', '    trainer.train(args)', `  File "/home/user/sd-scripts/${frame}`, '    stand-in', words]; // prettier-ignore
    sayError(lines.map((line) => `${processes > 1 ? `[rank${rank}]: ` : ''}${line}\n`).join(''));
  }
}
