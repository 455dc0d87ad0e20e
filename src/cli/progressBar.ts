import type { AnnotateProgress } from '../core/models/annotate/types';
import { progressPercent, progressText } from '../core/models/progressText';

/** A bar on standard error. */
export interface ProgressBar {
  update(progress: AnnotateProgress): void;
  stop(): void;
}

/** A bar that is drawn on a terminal, and nothing in a pipe. */
export async function progressBar(): Promise<ProgressBar> {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    { format: '{bar} {text}', stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: 20 },
    Presets.shades_classic,
  );
  bar.start(100, 0, { text: '' });
  return {
    update: (progress) => bar.update(progressPercent(progress), { text: progressText(progress) }),
    stop: () => bar.stop(),
  };
}
