/** One refresh of a progress bar of tqdm. */
export interface Bar {
  /** Empty where it has no name. */
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly secondsLeft?: number;
  readonly secondsPerStep?: number;
  /** What stands behind the rate: `avr_loss=0.147`. */
  readonly postfix: string;
  /** What was printed behind the bar on its line. */
  readonly rest: string;
}

const NUMBERS =
  /\| *(\d{1,15})\/(\d{1,15}) \[([\d:]+)<([\d:]+|\?), +([\d.]+|\?)(it\/s|s\/it)(?:, ?([^\]]*))?(?:\]|$)/y;
const NAME = /(?:^|\s{2}|\]|\|)\s*([^|\]]{0,200}?):?\s*\d{1,3}$/;
const LOSS = /(?:^|[\s,])(?:avr_|val_avg_|val_epoch_avg_)?loss=(nan|-?inf|-?[\d.]+(?:e[+-]?\d+)?)/i;
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
  const [all, done, total, , left = '?', rate = '?', unit, postfix = ''] = match;
  const seconds = secondsPerStep(Number(rate), unit === 's/it');
  return {
    name: NAME.exec(line.slice(Math.max(0, percent - 250), percent))?.[1]?.trim() ?? '',
    done: Number(done),
    total: Number(total),
    ...(left === '?' ? {} : { secondsLeft: secondsOf(left) }),
    ...(seconds === undefined ? {} : { secondsPerStep: seconds }),
    postfix,
    rest: line.slice(match.index + all.length),
  };
}

/** The loss that a bar shows. */
export function lossOf(postfix: string): number | undefined {
  const text = LOSS.exec(postfix)?.[1];
  return text === undefined ? undefined : numberOf(text);
}

function numberOf(text: string): number {
  if (/^nan$/i.test(text)) return NaN;
  if (/inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

/** tqdm turns a slow rate round. */
function secondsPerStep(rate: number, inverse: boolean): number | undefined {
  if (!Number.isFinite(rate) || rate <= 0) return undefined;
  return inverse ? rate : 1 / rate;
}

/** `1:02:03` or `02:03`. */
function secondsOf(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
