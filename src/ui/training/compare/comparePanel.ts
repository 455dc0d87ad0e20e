import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Log } from '../../../core/log';
import type { Pictures } from '../../../core/media/pictures';
import { Problem } from '../../../core/problem/problem';
import { toProblem } from '../../../core/problem/toProblem';
import { compareRuns } from '../../../core/training/compare/compareRuns';
import { comparisonRows, settingRows } from '../../../core/training/compare/comparisonText';
import { readRuns } from '../../../core/training/compare/readRuns';
import type { Jobs } from '../../../core/training/jobs/jobs';
import { compareHostSide, comparePageSide, type CompareState } from '../../../protocol/compare';
import type { Connection } from '../../../protocol/connection';
import { PANELS } from '../../platform/contributions/views';
import { panelConnection } from '../../platform/panelConnection';
import { Panels } from '../../platform/panels';
import { webviewFolder, webviewHtml } from '../../platform/webviewHtml';
import { parsePersisted } from '../../../protocol/compare';
import { RunSource } from '../runView/runSource';

export interface ComparePanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly jobs: () => Promise<Jobs>;
  readonly pictures: () => Promise<Pictures>;
  /** Shows the run view of a job. */
  readonly openRun: (id: string) => void;
}

/** The open comparisons, one for each set of jobs. */
export type ComparePanels = Panels<readonly string[], ComparePanel>;

export function registerComparePanels(options: ComparePanelOptions): ComparePanels {
  return new Panels({
    viewType: PANELS.compare,
    title: () => l10n.t('Compare Trainings'),
    keyOf: (ids) => [...ids].sort().join('\n'),
    parse: (state) => parsePersisted(state)?.ids,
    findWidget: true,
    makePage: (panel, ids) => new ComparePanel(panel, ids, options),
  });
}

const GATHER_MS = 500;
const POINTS_AT_ONCE = 50_000;

/** The page of several jobs. It sees nothing but their folders. */
export class ComparePanel {
  private readonly connection: Connection<typeof compareHostSide, typeof comparePageSide>;
  private readonly closed = new AbortController();
  private readonly sources = new Map<string, Promise<RunSource>>();
  private timer: NodeJS.Timeout | undefined;
  private last = '';

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly ids: readonly string[],
    private readonly options: ComparePanelOptions,
  ) {
    const { log } = options;
    this.connection = panelConnection<typeof compareHostSide, typeof comparePageSide>(panel, 'Compare', log, {
      local: compareHostSide,
      remote: comparePageSide,
      handlers: {
        ready: () => this.state(),
        points: async ({ id, from }) => {
          const { curve, exact } = (await this.source(id)).events;
          return { points: { ...curve.piece(from, POINTS_AT_ONCE), exact }, cuts: curve.cuts };
        },
        openRun: ({ id }) => {
          if (ids.includes(id)) options.openRun(id);
          return undefined;
        },
        openSample: async ({ id, key }) => {
          const path = (await this.source(id)).pathOf(key);
          await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
          return undefined;
        },
      },
    });
    panel.iconPath = new vscode.ThemeIcon('diff');
    panel.onDidChangeViewState(() => this.changed());
    void this.load();
  }

  dispose(): void {
    this.closed.abort();
    clearTimeout(this.timer);
  }

  private async load(): Promise<void> {
    const { extensionUri, jobs } = this.options;
    const { webview } = this.panel;
    const folders = await jobs()
      .then(({ store }) => this.ids.map((id) => vscode.Uri.file(store.folder(id).path)))
      .catch(() => []);
    if (this.closed.signal.aborted) return;
    webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri), ...folders] };
    webview.html = webviewHtml(webview, {
      extensionUri,
      name: 'compare',
      title: l10n.t('Compare Trainings'),
    });
  }

  private source(id: string): Promise<RunSource> {
    if (!this.ids.includes(id))
      return Promise.reject(new Problem('missing', l10n.t('There is no job {0}.', id), ''));
    const known = this.sources.get(id);
    if (known) return known;
    const opened = this.options.jobs().then((jobs) =>
      RunSource.open(jobs, id, {
        pictures: this.options.pictures,
        onChange: () => this.changed(),
        onError: (error) => this.options.log.error(`Compare: ${toProblem(error, id).message}`),
        signal: this.closed.signal,
      }),
    );
    this.sources.set(id, opened);
    opened.catch(() => this.sources.delete(id));
    return opened;
  }

  private async state(): Promise<CompareState> {
    const { webview } = this.panel;
    const found = await Promise.all(
      this.ids.map(async (id) => {
        try {
          const source = await this.source(id);
          return await source.state((path) => webview.asWebviewUri(vscode.Uri.file(path)).toString());
        } catch (error) {
          if (error instanceof Problem && error.code === 'missing') return undefined;
          throw error;
        }
      }),
    );
    const runs = found.filter((run) => run !== undefined);
    const there = runs.map(({ id }) => id);
    const comparison = compareRuns(await readRuns(await this.options.jobs(), there));
    return {
      runs: runs.map(({ id, name, state, samples, prompts }) => ({
        id,
        name,
        state: state.text,
        samples: samples.map(({ prompt, ...sample }) => ({ ...sample, prompt: prompts[prompt]?.text ?? '' })),
      })),
      rows: comparisonRows(comparison),
      alike: settingRows(comparison.alike),
      missing: this.ids.filter((id) => !there.includes(id)),
    };
  }

  private changed(): void {
    if (this.closed.signal.aborted) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.push().catch((error: unknown) =>
        this.options.log.error(`Compare: ${toProblem(error, this.ids.join()).message}`),
      );
    }, GATHER_MS);
  }

  /** A hidden page gets nothing: it asks again when it is shown again. */
  private async push(): Promise<void> {
    if (!this.panel.visible) return;
    const state = await this.state();
    const text = JSON.stringify(state);
    if (text === this.last || this.closed.signal.aborted) return;
    this.last = text;
    this.connection.notify('state', state);
  }
}
