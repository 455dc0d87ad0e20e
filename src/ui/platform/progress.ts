import type { OnProgress, Phase } from '../../core/progress/progress';
import { progressText } from '../../core/progress/progressText';
import type { ProgressUpdate } from './dialogs';

/** The notification is not rewritten more often than eyes follow. */
const REPORT_EVERY_MS = 200;

/**
 * Reports now and then, and whenever another phase begins; the bar moves by the difference, and never back.
 * @param now the time in milliseconds
 */
export function progressReporter(
  report: (update: ProgressUpdate) => void,
  now: () => number = Date.now,
): OnProgress {
  let reportedAt = 0;
  let shown = 0;
  let phase: Phase | undefined;
  return (progress) => {
    const time = now();
    if (progress.phase === phase && time - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = time;
    phase = progress.phase;
    const { percent } = progress;
    report({ message: progressText(progress), increment: Math.max(0, percent - shown) });
    shown = Math.max(shown, percent);
  };
}
