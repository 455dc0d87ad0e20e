import type { Progress } from 'vscode';

/** The notification is not rewritten more often than eyes follow. */
const REPORT_EVERY_MS = 200;

/**
 * Reports to a notification now and then, and whenever another phase begins; its bar moves by the difference, and
 * never back.
 * @param read what is shown of a progress, in percent and in words; asked only when something is shown
 */
export function notificationReporter<T extends { readonly phase: string }>(
  notification: Progress<{ message: string; increment: number }>,
  read: (progress: T) => { readonly percent: number; readonly message: string },
): (progress: T) => void {
  let reportedAt = 0;
  let shown = 0;
  let phase: string | undefined;
  return (progress) => {
    const now = Date.now();
    if (progress.phase === phase && now - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = now;
    phase = progress.phase;
    const { percent, message } = read(progress);
    notification.report({ message, increment: Math.max(0, percent - shown) });
    shown = Math.max(shown, percent);
  };
}
