import { basename } from 'node:path';
import * as vscode from 'vscode';
import { noticeText } from '../../../core/text/noticeText';
import type { AnnotateResult } from '../../../core/models/identify/types';
import { isUnreachable } from '../../../core/problem/codes';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { ModelFile } from '../../../core/models/modelFile';
import { resultsText } from '../../../core/models/view/modelText';
import type { OnProgress } from '../../../core/progress/progress';
import { abortSignal } from '../../platform/cancel';
import { showProblem } from '../../platform/problems';
import { notificationReporter } from '../../platform/progress';
import { setContext } from '../../platform/setContext';
import { settings } from '../../platform/settings';
import type { ChannelLog } from '../../platform/log';
import type { EditorServices } from '../../platform/services';
import type { ModelsView } from '../view/modelsView';
import type { TokenCheck } from './tokenCheck';

const RELOADS_AT_ONCE = 8;

/** Runs annotations, one at a time, and tells the person how far they are and what they found. */
export class AnnotateRunner implements vscode.Disposable {
  private readonly started = new vscode.EventEmitter<void>();
  private readonly ended = new vscode.EventEmitter<void>();
  /** The person started a run: the background steps back. */
  readonly onDidStart = this.started.event;
  readonly onDidEnd = this.ended.event;
  private running: AbortController | undefined;

  constructor(
    private readonly models: ModelsView,
    private readonly services: EditorServices,
    private readonly tokenCheck: TokenCheck,
    private readonly log: ChannelLog,
  ) {}

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Annotates files with a notification that can be cancelled. What was done until then is kept. */
  async run(entries: readonly ModelEntry[]): Promise<readonly AnnotateResult[]> {
    const { l10n, window } = vscode;
    if (this.running) {
      void window.showInformationMessage(
        l10n.t('Models are being annotated. Wait for it or cancel it first.'),
      );
      return [];
    }
    const controller = new AbortController();
    this.setRunning(controller);
    this.started.fire();
    try {
      let cancelled = false;
      const results = await window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: l10n.t('Annotating models'),
          cancellable: true,
        },
        async (progress, token) => {
          const signal = AbortSignal.any([abortSignal(token), controller.signal]);
          void this.tokenCheck.once();
          const onProgress = notificationReporter(progress);
          const done = await this.annotate(entries, { signal, onProgress });
          cancelled = signal.aborted;
          return done;
        },
      );
      this.summarise(results, cancelled);
      return results;
    } catch (error) {
      await showProblem(error, l10n.t('Annotate'), this.log);
      return [];
    } finally {
      this.setRunning(undefined);
      this.ended.fire();
    }
  }

  /** Confirms provisional models by their SHA-256, quietly. */
  async confirm(entries: readonly ModelEntry[], signal: AbortSignal): Promise<readonly AnnotateResult[]> {
    return this.annotate(entries, { signal, verify: true });
  }

  /** Ends the run of the person, if any. */
  cancel(): void {
    this.running?.abort();
  }

  dispose(): void {
    this.cancel();
    this.started.dispose();
    this.ended.dispose();
  }

  private async annotate(
    entries: readonly ModelEntry[],
    options: { signal: AbortSignal; verify?: boolean; onProgress?: OnProgress },
  ): Promise<readonly AnnotateResult[]> {
    await this.models.ready();
    const { annotator, library } = await this.services.models();
    const { default: limit } = await import('p-limit');
    const atOnce = limit(RELOADS_AT_ONCE);
    const reloads: Promise<void>[] = [];
    const results = await annotator.annotate(entries.map(fileOf), {
      ...options,
      previews: settings.previewsEnabled(),
      onResult: (result) => {
        this.models.note(result);
        reloads.push(atOnce(() => library.reload(result.path)));
      },
    });
    await Promise.all(reloads);
    return results;
  }

  private summarise(results: readonly AnnotateResult[], cancelled: boolean): void {
    const { l10n, window } = vscode;
    const found = resultsText(results, l10n.t);
    const text = cancelled ? l10n.t('Cancelled, what is done is kept: {0}', found) : found;
    this.log.info(`Annotated ${results.length} models: ${text}`);
    for (const { path, error } of results) {
      if (error) this.log.warn(`${basename(path)}: ${error.message} ${error.advice}`);
    }
    if (results.length === 0) return;
    const errors = results.flatMap(({ error }) => (error && error.code !== 'cancelled' ? [error] : []));
    const first = errors[0];
    if (!first) {
      void window.showInformationMessage(text);
      return;
    }
    const same = errors.every(({ code }) => code === first.code);
    // What keeps Civitai from answering concerns every model, whatever else is wrong with some.
    const cause = errors.find(isUnreachable) ?? (same ? first : undefined);
    const show = l10n.t('Show Problems');
    void window
      .showWarningMessage(cause ? noticeText(`${text}. ${cause.message} ${cause.advice}`) : text, show)
      .then((chosen) => chosen && vscode.commands.executeCommand('workbench.actions.view.problems'));
  }

  private setRunning(controller: AbortController | undefined): void {
    this.running = controller;
    void setContext('models.annotating', controller !== undefined);
  }
}

function fileOf({ path, size, mtimeMs, ino }: ModelEntry): ModelFile {
  return { path, size, mtimeMs, ino };
}
