// How rich writes a message of a log: in rows of 80 columns, on a terminal with colours and with links to the source.
const WIDTH = 80;
const BEFORE = 29;
/** Chinese and Japanese signs take two columns. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]/;

let lastTime = '';

/** @param {Date} now */
export const isoTime = (now) => now.toISOString().slice(0, 19).replace('T', ' ');

/**
 * @param {string} time @param {string} level @param {string} text @param {string} source
 * @param {boolean} isTerminal
 */
export function richRows(time, level, text, source, isTerminal) {
  const width = WIDTH - BEFORE - 1 - source.length;
  const shownTime = time === lastTime ? ''.padEnd(time.length) : time;
  lastTime = time;
  return text
    .split('\n')
    .flatMap((line) => wrap(line, width))
    .map((row, index) => {
      const padded = row + ' '.repeat(Math.max(0, width - cells(row)));
      const shown = isTerminal ? padded.replaceAll(/\d+/g, '\x1b[1;36m$&\x1b[0m') : padded;
      if (index > 0) return ' '.repeat(BEFORE) + shown + ' '.repeat(1 + source.length);
      if (!isTerminal) return `${shownTime} ${level.padEnd(8)} ${shown} ${source}`;
      return `\x1b[2;36m${shownTime}\x1b[0m\x1b[2;36m \x1b[0m\x1b[34m${level.padEnd(8)}\x1b[0m ${shown} ${link(source)}`;
    });
}

/** @param {string} source */
function link(source) {
  const [file = '', line = ''] = source.split(':');
  const to = (/** @type {string} */ target, /** @type {string} */ text) =>
    `\x1b]8;id=1;file:///home/user/sd-scripts/${target}\x1b\\\x1b[2m${text}\x1b[0m\x1b]8;;\x1b\\`;
  return `${to(file, file)}\x1b[2m:\x1b[0m${to(`${file}#${line}`, line)}`;
}

/** At blanks; a word that is longer than a row is cut. @param {string} text @param {number} width */
function wrap(text, width) {
  /** @type {string[]} */
  const rows = [];
  for (const [word] of text.matchAll(/\s*\S+\s*/g)) {
    const open = rows.at(-1);
    if (open !== undefined && cells(open + word.trimEnd()) <= width) rows.splice(-1, 1, open + word);
    else rows.push(...chop(word, width));
  }
  return rows.length === 0 ? [''] : rows.map((row) => row.trimEnd());
}

/** @param {string} word with the blanks behind it @param {number} width */
function chop(word, width) {
  const rows = [''];
  for (const sign of word) {
    const open = rows.at(-1) ?? '';
    if (sign === ' ' || cells(open + sign) <= width) rows.splice(-1, 1, open + sign);
    else rows.push(sign);
  }
  return rows;
}

/** @param {string} text */
const cells = (text) => Array.from(text).reduce((sum, sign) => sum + (WIDE.test(sign) ? 2 : 1), 0);
