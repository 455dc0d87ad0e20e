import type { OnProgress } from '../core/progress/progress';
import { progressText } from '../core/progress/progressText';
import type { Output } from './output';

/** A bar on standard error. */
export interface ProgressBar {
  readonly update: OnProgress;
  readonly stop: () => void;
}

const ERASE_LINE = '\r\u001b[K';
/** The position where cli-progress erases the line of the bar when it stops. */
const SAVE_CURSOR = '\u001b7';

/** A bar that is drawn on a terminal, and nothing in a pipe. */
export async function progressBar(output: Output): Promise<ProgressBar> {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    { format: '{bar} {text}', stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: 20 },
    Presets.shades_classic,
  );
  bar.start(100, 0, { text: '' });
  output.drawing((write) => {
    process.stderr.write(ERASE_LINE);
    write();
    process.stderr.write(SAVE_CURSOR);
  });
  return {
    update: (progress) => bar.update(progress.percent, { text: progressText(progress) }),
    stop: () => {
      bar.stop();
      output.drawing();
    },
  };
}

/** Runs work with a bar that shows how far it is. */
export async function withProgressBar<T>(
  output: Output,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const bar = await progressBar(output);
  return work(bar.update).finally(bar.stop);
}
