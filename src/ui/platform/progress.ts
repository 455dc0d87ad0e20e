import { l10n, type Progress as Notification } from 'vscode';
import type { OnProgress, Phase } from '../../core/progress/progress';
import { progressText } from '../../core/progress/progressText';

/** The notification is not rewritten more often than eyes follow. */
const REPORT_EVERY_MS = 200;

/**
 * Reports to a notification now and then, and whenever another phase begins; its bar moves by the difference, and
 * never back.
 */
export function notificationReporter(
  notification: Notification<{ message: string; increment: number }>,
): OnProgress {
  let reportedAt = 0;
  let shown = 0;
  let phase: Phase | undefined;
  return (progress) => {
    const now = Date.now();
    if (progress.phase === phase && now - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = now;
    phase = progress.phase;
    const { percent } = progress;
    notification.report({
      message: progressText(progress, l10n.t),
      increment: Math.max(0, percent - shown),
    });
    shown = Math.max(shown, percent);
  };
}
