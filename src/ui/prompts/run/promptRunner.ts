import * as vscode from 'vscode';
import type { PromptRuns } from '../../../core/prompts/run/promptRuns';
import type { RunOptions } from '../../../core/prompts/run/types';
import { abortSignal } from '../../platform/cancel';
import type { ChannelLog } from '../../platform/log';
import { showProblem } from '../../platform/problems';
import { notificationReporter } from '../../platform/progress';
import type { EditorServices } from '../../platform/services';
import { setPromptContext } from './promptContext';

/** Runs commands over many prompt files, one at a time, with a notification that says how far they are. */
export class PromptRunner implements vscode.Disposable {
  private running: AbortController | undefined;

  constructor(
    private readonly services: EditorServices,
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
      const prompts = await this.services.prompts();
      return await window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (notification, token) =>
          job(prompts, {
            signal: AbortSignal.any([abortSignal(token), controller.signal]),
            onProgress: notificationReporter(notification),
          }),
      );
    } catch (error) {
      // Not waited for: nothing runs any more, however long the message stays open.
      void showProblem(error, title, this.log);
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
