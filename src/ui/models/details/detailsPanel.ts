import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../core/problem/problem';
import type { Log } from '../../../core/log';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { shownPicture } from '../../../core/models/previews/shownPicture';
import type { Connection } from '../../../protocol/connection';
import {
  detailsHostSide,
  detailsPageSide,
  type DetailsCopy,
  type DetailsDraft,
  type DetailsEdits,
  type DetailsModel,
  type DetailsState,
} from '../../../protocol/details';
import { panelConnection } from '../../platform/panelConnection';
import { webviewFolder, webviewHtml } from '../../platform/webviewHtml';
import type { DetailsHost, EditedValues } from './detailsHost';
import { detailsState } from './detailsState';

export interface DetailsPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly host: DetailsHost;
  readonly log: Log;
  /** What is typed and not saved, by path: it outlives the page. */
  readonly drafts: Map<string, DetailsDraft>;
}

/** One Details page: sends it the state of its model, and answers its requests. */
export class DetailsPanel {
  private readonly connection: Connection<typeof detailsHostSide, typeof detailsPageSide>;
  private readonly listener: vscode.Disposable;
  /** Whether the page may read the model's folder: only once the library knows the model. */
  private folderOpen: boolean | undefined;
  private training: { readonly stamp: string; readonly info: DetailsModel['training'] } | undefined;
  private lastPush = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly path: string,
    private readonly options: DetailsPanelOptions,
  ) {
    const { host, log, drafts } = options;
    this.connection = panelConnection<typeof detailsHostSide, typeof detailsPageSide>(panel, 'Details', log, {
      local: detailsHostSide,
      remote: detailsPageSide,
      handlers: {
        ready: async () => {
          await host.ready();
          const draft = drafts.get(path);
          return { state: await this.state(), ...(draft && { draft }) };
        },
        draft: ({ draft }) => {
          if (draft) drafts.set(path, draft);
          else drafts.delete(path);
        },
        save: async ({ edits }) => {
          await host.edit(this.known().path, editedValues(edits));
          return this.state();
        },
        applyOffer: async ({ field }) => {
          await host.applyOffer(this.known().path, field);
          return this.state();
        },
        run: async (command) => {
          await host.run(command, this.known().path);
          return undefined;
        },
        copy: async (what) => {
          await vscode.env.clipboard.writeText(this.copied(what));
          return undefined;
        },
        openLink: async ({ url }) => {
          await openLink(url);
          return undefined;
        },
      },
    });
    this.listener = new vscode.Disposable(
      host.onDidChange((paths) => {
        if (!paths || paths.includes(this.path)) this.changed();
      }),
    );
    panel.iconPath = new vscode.ThemeIcon('info');
    this.load();
  }

  /** Ends the page of a panel that was closed. */
  dispose(): void {
    // A state that is still being put together is not sent: a closed panel must not be touched.
    this.lastPush++;
    this.listener.dispose();
  }

  /** Loads the page, with the folders that it may read now. Loading again keeps what is typed: it is in `setState`. */
  private load(): void {
    const { extensionUri, host } = this.options;
    const { webview } = this.panel;
    const known = host.entry(this.path) !== undefined;
    if (known === this.folderOpen) return;
    this.folderOpen = known;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [
        webviewFolder(extensionUri),
        ...(known ? [vscode.Uri.file(dirname(this.path))] : []),
      ],
    };
    webview.html = webviewHtml(webview, { extensionUri, name: 'details', title: l10n.t('Model details') });
  }

  private changed(): void {
    this.load();
    void this.push();
  }

  /** Sends the whole state; of several at once only the last, so that an older one never comes after it. */
  private async push(): Promise<void> {
    const turn = ++this.lastPush;
    const state = await this.state();
    // A hidden page gets nothing: it asks again when it is shown again.
    if (turn === this.lastPush && this.panel.visible) this.connection.notify('state', state);
  }

  private async state(): Promise<DetailsState> {
    const entry = this.options.host.entry(this.path);
    if (!entry) return { kind: 'unknown', fileName: basename(this.path) };
    const [training, preview] = await Promise.all([this.trainingInfo(entry), this.previewUri(entry)]);
    return detailsState(entry, training, preview);
  }

  /** How the model was trained, read again only when the file changed. A header that cannot be read has none. */
  private async trainingInfo(entry: ModelEntry): Promise<DetailsModel['training']> {
    const stamp = `${entry.size} ${entry.mtimeMs} ${entry.ino}`;
    if (this.training?.stamp !== stamp) {
      const info = await this.options.host.trainingInfo(entry.path).catch((error: unknown) => {
        this.options.log.debug(`Details: no training info: ${describeForLog(error)}`);
        return [];
      });
      this.training = { stamp, info: info.map(({ label, value }) => ({ label, value })) };
    }
    return this.training.info;
  }

  /** The address of the preview beside the model. */
  private async previewUri(entry: ModelEntry): Promise<string | undefined> {
    try {
      const file = await shownPicture(entry.path, entry.sidecar?.preview_path);
      if (file === undefined) return undefined;
      const { mtimeMs } = await stat(file);
      // The time is there so that a picture that was replaced is not shown from the page's cache.
      const uri = this.panel.webview.asWebviewUri(vscode.Uri.file(file));
      return uri.with({ query: String(Math.round(mtimeMs)) }).toString();
    } catch (error) {
      this.options.log.debug(`Details: no preview: ${describeForLog(error)}`);
      return undefined;
    }
  }

  /** The model, which may have gone from the library since the page was made. */
  private known(): ModelEntry {
    const entry = this.options.host.entry(this.path);
    if (entry) return entry;
    throw new Problem(
      'missing',
      l10n.t('{0} is not in the open folders any more.', basename(this.path)),
      l10n.t('Open its folder again.'),
    );
  }

  /** The text that a copy button stands for, looked up on this side: the page names it, it does not send it. */
  private copied(what: DetailsCopy): string {
    const state = detailsState(this.known(), [], undefined);
    const text =
      what.what === 'hash'
        ? state.hashes.find(({ kind }) => kind === what.kind)?.value
        : state.values.trigger_words?.find((word) => word === what.word);
    if (text === undefined) {
      throw new Problem(
        'bad_input',
        l10n.t('That is not there any more.'),
        l10n.t('Refresh the Models view.'),
      );
    }
    return text;
  }
}

/** JSON knows no undefined: the page sends null for a weight that was removed. */
function editedValues(edits: DetailsEdits): EditedValues {
  const { preferred_weight: weight, ...values } = edits;
  return weight === undefined ? values : { ...values, preferred_weight: weight ?? undefined };
}

/** Opens a link of a description from the internet: only addresses of the web, and the editor asks first. */
async function openLink(url: string): Promise<void> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== 'https:' || target.username !== '' || target.password !== '') {
    throw new Problem('bad_input', l10n.t('This link is not opened.'), l10n.t('Only https links are.'));
  }
  await vscode.env.openExternal(vscode.Uri.parse(target.href, true));
}

function describeForLog(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
