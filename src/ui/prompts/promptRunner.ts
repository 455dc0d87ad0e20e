import * as vscode from 'vscode';
import type { PromptRuns } from '../../core/prompts/run/promptRuns';
import type { PromptProgress, RunOptions } from '../../core/prompts/run/types';
import { abortSignal } from '../platform/cancel';
import type { ChannelLog } from '../platform/log';
import { showProblem } from '../platform/problems';
import type { ServicesHolder } from '../platform/services';
import { setPromptContext } from './promptContext';

/** The notification is not rewritten more often than eyes follow. */
const REPORT_EVERY_MS = 200;

/** Runs commands over many prompt files, one at a time, with a notification that says how far they are. */
export class PromptRunner implements vscode.Disposable {
  private running: AbortController | undefined;

  constructor(
    private readonly services: ServicesHolder,
    private readonly log: ChannelLog,
  ) {}

  /**
   * Runs a job with a notification that can be cancelled. What it throws is shown.
   * @returns what it returned; undefined where it failed, was cancelled, or another one runs
   */
  async run<T>(
    title: string,
    job: (prompts: PromptRuns, options: Required<RunOptions>) => Promise<T>,
  ): Promise<T | undefined> {
    const { l10n, window } = vscode;
    if (this.running) {
      void window.showInformationMessage(
        l10n.t('Prompt files are being worked on. Wait for it or cancel it first.'),
      );
      return undefined;
    }
    const controller = new AbortController();
    this.setRunning(controller);
    try {
      const { prompts } = await this.services.get();
      const { promptProgressText } = await import('../../core/prompts/run/runText');
      return await window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (notification, token) =>
          job(prompts, {
            signal: AbortSignal.any([abortSignal(token), controller.signal]),
            onProgress: reporter(notification, promptProgressText),
          }),
      );
    } catch (error) {
      await showProblem(error, title, this.log);
      return undefined;
    } finally {
      this.setRunning(undefined);
    }
  }

  /** Ends the run, if there is one. */
  cancel(): void {
    this.running?.abort();
  }

  dispose(): void {
    this.cancel();
  }

  private setRunning(controller: AbortController | undefined): void {
    this.running = controller;
    void setPromptContext('running', controller !== undefined);
  }
}

/** Reports to the notification now and then; its bar moves by the difference. */
function reporter(
  notification: vscode.Progress<{ message: string; increment: number }>,
  text: (progress: PromptProgress, t: typeof vscode.l10n.t) => string,
): (progress: PromptProgress) => void {
  let reportedAt = 0;
  let shown = 0;
  let phase: string | undefined;
  return (progress) => {
    const now = Date.now();
    if (progress.phase === phase && now - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = now;
    phase = progress.phase;
    const percent = (progress.filesDone / Math.max(1, progress.files)) * 100;
    const increment = Math.max(0, percent - shown);
    shown = Math.max(shown, percent);
    notification.report({ message: text(progress, vscode.l10n.t), increment });
  };
}
