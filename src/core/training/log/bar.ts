/** One refresh of a progress bar of tqdm. */
export interface Bar {
  /** Empty where it has no name. */
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly secondsElapsed: number;
  readonly secondsLeft: number | undefined;
  readonly secondsPerStep: number | undefined;
  /** What stands behind the rate: `avr_loss=0.147`. */
  readonly postfix: string;
  /** What was printed behind the bar on its line. */
  readonly rest: string;
}

const NUMBERS =
  /\| *(\d{1,15})\/(\d{1,15}) \[([\d:]+)<([\d:]+|\?), +([\d.]+|\?)(it\/s|s\/it)(?:, ?([^\]]*))?(?:\]|$)/y;
const NAME = /(?:^|\s{2}|\]|\|)\s*([^|\]]{0,200}?):?\s*\d{1,3}$/;
const LOSS = /(?:^|[\s,])(?:avr_|val_avg_|val_epoch_avg_)?loss=(nan|-?inf|-?[\d.]+(?:e[+-]?\d+)?)/i;
const COLON = 58;
const ZERO = 48;
/** A line has one bar, two at most. */
const TRIES = 4;

/** The bar of a line, wherever it stands in it. */
export function parseBar(line: string): Bar | undefined {
  let percent = line.indexOf('%|');
  for (let tries = 0; percent >= 0 && tries < TRIES; tries += 1) {
    NUMBERS.lastIndex = line.indexOf('|', percent + 2);
    const match = NUMBERS.lastIndex < 0 ? null : NUMBERS.exec(line);
    if (match) return barOf(match, line, percent);
    percent = line.indexOf('%|', percent + 2);
  }
  return undefined;
}

function barOf(match: RegExpExecArray, line: string, percent: number): Bar {
  const [all, done, total, elapsed = '', left = '?', rate = '?', unit, postfix = ''] = match;
  return {
    name: nameBefore(line, percent),
    done: Number(done),
    total: Number(total),
    secondsElapsed: secondsOf(elapsed),
    secondsLeft: left === '?' ? undefined : secondsOf(left),
    secondsPerStep: secondsPerStep(Number(rate), unit === 's/it'),
    postfix,
    rest: line.slice(match.index + all.length),
  };
}

function nameBefore(line: string, percent: number): string {
  // Nearly all bars are this one.
  if (percent <= 10 && line.startsWith('steps:')) return 'steps';
  return NAME.exec(line.slice(Math.max(0, percent - 250), percent))?.[1]?.trim() ?? '';
}

/** The loss that a bar shows. */
export function lossOf(postfix: string): number | undefined {
  const text = LOSS.exec(postfix)?.[1];
  return text === undefined ? undefined : numberOf(text);
}

function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isNaN(value) || /^nan$/i.test(text)) return value;
  if (/inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return value;
}

/** tqdm turns a slow rate round. */
function secondsPerStep(rate: number, inverse: boolean): number | undefined {
  if (!Number.isFinite(rate) || rate <= 0) return undefined;
  return inverse ? rate : 1 / rate;
}

/** `1:02:03` or `02:03`. */
function secondsOf(text: string): number {
  let sum = 0;
  let part = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLON) {
      sum = (sum + part) * 60;
      part = 0;
    } else part = part * 10 + code - ZERO;
  }
  return sum + part;
}
