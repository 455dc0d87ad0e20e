import type { Output } from './output';

/** A bar on standard error. */
export interface ProgressBar {
  /** @param percent 0…100 */
  update(percent: number, text: string): void;
  stop(): void;
}

const ERASE_LINE = '\r\u001b[K';
/** Where the bar's line will be taken away in the end. */
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
    update: (percent, text) => bar.update(percent, { text }),
    stop: () => {
      bar.stop();
      output.drawing();
    },
  };
}
