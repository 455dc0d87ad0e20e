import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Log } from '../../../core/log';
import { Problem } from '../../../core/problem/problem';
import { toProblem } from '../../../core/problem/toProblem';
import type { Pictures } from '../../../core/media/pictures';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { NewLines } from '../../../core/training/run/logTail';
import type { Connection } from '../../../protocol/connection';
import {
  runHostSide,
  type RunLog,
  runPageSide,
  type RunCommandName,
  type RunPageState,
} from '../../../protocol/run';
import { panelConnection } from '../../platform/panelConnection';
import { webviewFolder, webviewHtml } from '../../platform/webviewHtml';
import { RunSource } from './runSource';

export interface RunPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly jobs: () => Promise<Jobs>;
  readonly pictures: () => Promise<Pictures>;
  /** Does what a button of the page says, for a job. */
  readonly run: (command: RunCommandName, id: string) => Promise<void>;
  /** Copies a checkpoint (absolute path) to the folder of LoRAs. */
  readonly useCheckpoint: (id: string, path: string) => Promise<void>;
}

/** How long news of a job is gathered before the page gets it: a trainer tells hundreds of steps a second. */
const GATHER_MS = 250;
const POINTS_AT_ONCE = 50_000;

/** The page of one job. It sees nothing but the job's folder. */
export class RunPanel {
  private readonly connection: Connection<typeof runHostSide, typeof runPageSide>;
  private readonly closed = new AbortController();
  private source: Promise<RunSource> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastState = '';
  private isStarted = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly id: string,
    private readonly options: RunPanelOptions,
  ) {
    const { log } = options;
    this.connection = panelConnection<typeof runHostSide, typeof runPageSide>(panel, 'Run', log, {
      local: runHostSide,
      remote: runPageSide,
      handlers: {
        ready: async () => {
          this.isStarted = true;
          return this.state();
        },
        points: async ({ from }) => {
          const { events } = await this.open();
          events.curve.unchanged();
          return { ...events.curve.piece(from, POINTS_AT_ONCE), exact: events.exact };
        },
        log: async () => newLines((await this.open()).log.all()),
        run: async ({ command }) => {
          await options.run(command, id);
          return undefined;
        },
        useCheckpoint: async ({ key }) => {
          await options.useCheckpoint(id, (await this.open()).pathOf(key));
          return undefined;
        },
        openSample: async ({ key }) => {
          const path = (await this.open()).pathOf(key);
          await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
          return undefined;
        },
        copy: async ({ text }) => {
          await vscode.env.clipboard.writeText(text);
          return undefined;
        },
      },
    });
    panel.iconPath = new vscode.ThemeIcon('graph-line');
    panel.onDidChangeViewState(() => this.changed());
    void this.load();
  }

  dispose(): void {
    this.closed.abort();
    clearTimeout(this.timer);
  }

  /** The page may read the built pages and the folder of this one job. */
  private async load(): Promise<void> {
    const { extensionUri, jobs } = this.options;
    const { webview } = this.panel;
    const folder = await jobs()
      .then(({ store }) => [vscode.Uri.file(store.folder(this.id).path)])
      .catch(() => []);
    if (this.closed.signal.aborted) return;
    webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri), ...folder] };
    webview.html = webviewHtml(webview, { extensionUri, name: 'run', title: l10n.t('Training') });
  }

  private open(): Promise<RunSource> {
    this.source ??= this.options.jobs().then((jobs) =>
      RunSource.open(jobs, this.id, {
        pictures: this.options.pictures,
        onChange: () => this.changed(),
        onError: (error) => this.options.log.error(`Run view: ${toProblem(error, this.id).message}`),
        signal: this.closed.signal,
      }),
    );
    // One that is not there now may come: a folder of jobs can be mounted later.
    this.source.catch(() => (this.source = undefined));
    return this.source;
  }

  private async state(): Promise<RunPageState> {
    try {
      const source = await this.open();
      const { webview } = this.panel;
      const state = await source.state((path) => webview.asWebviewUri(vscode.Uri.file(path)).toString());
      if (!this.closed.signal.aborted) this.panel.title = l10n.t('Training: {0}', state.name);
      return state;
    } catch (error) {
      if (error instanceof Problem && error.code === 'missing') return { kind: 'gone', id: this.id };
      throw error;
    }
  }

  private changed(): void {
    if (this.closed.signal.aborted) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.push().catch((error: unknown) =>
        this.options.log.error(`Run view: ${toProblem(error, this.id).message}`),
      );
    }, GATHER_MS);
  }

  /** A hidden page gets nothing: it asks again when it is shown again. */
  private async push(): Promise<void> {
    if (!this.panel.visible || !this.isStarted) return;
    const state = await this.state();
    const { events, log } = await this.open();
    if (this.closed.signal.aborted) return;
    const text = JSON.stringify(state);
    if (text !== this.lastState) this.connection.notify('state', state);
    this.lastState = text;
    const from = events.curve.unchanged();
    if (from < events.curve.length) this.connection.notify('points', { ...events.curve.piece(from), exact: events.exact }); // prettier-ignore
    const lines = log.takeNew();
    if (lines.lines.length > 0) this.connection.notify('log', newLines(lines));
  }
}

const newLines = ({ fresh, lines, leftOut }: NewLines): RunLog => ({ fresh, lines: [...lines], leftOut });
