import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../core/problem/problem';
import type { Log } from '../../../core/log';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { toProblem } from '../../../core/problem/toProblem';
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
import type { DetailsHost, EditedValues, ShownModel } from './detailsHost';
import { detailsState } from './detailsState';

export interface DetailsPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly host: DetailsHost;
  readonly log: Log;
  /** What is typed and not saved, by path: it outlives the page. */
  readonly drafts: Map<string, DetailsDraft>;
}

/** The card of one model: sends its page the state of the model, and answers its requests. */
export class DetailsPanel {
  private readonly connection: Connection<typeof detailsHostSide, typeof detailsPageSide>;
  private readonly listener: vscode.Disposable;
  private readonly path: string;
  private isKept = false;
  private training: { readonly stamp: string; readonly info: DetailsModel['training'] } | undefined;
  private lastPush = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly uri: vscode.Uri,
    private readonly options: DetailsPanelOptions,
  ) {
    const { extensionUri, host, log, drafts } = options;
    const { webview } = panel;
    const path = (this.path = uri.fsPath);
    this.connection = panelConnection<typeof detailsHostSide, typeof detailsPageSide>(panel, 'Details', log, {
      local: detailsHostSide,
      remote: detailsPageSide,
      handlers: {
        ready: async () => {
          const draft = drafts.get(path);
          return { state: await this.state(), ...(draft && { draft }) };
        },
        draft: ({ draft }) => {
          if (!draft) {
            drafts.delete(path);
            return;
          }
          drafts.set(path, draft);
          this.keep();
        },
        save: async ({ edits }) => {
          await host.edit(await this.known(), editedValues(edits));
          return this.state();
        },
        applyOffer: async ({ field }) => {
          await host.applyOffer(await this.known(), field);
          return this.state();
        },
        run: async (command) => {
          const known = await this.known();
          // The sidecar, say, opens where a preview would be.
          this.keep();
          await host.run(command, known);
          return undefined;
        },
        copy: async (what) => {
          await vscode.env.clipboard.writeText(await this.copied(what));
          return undefined;
        },
        openPicture: async () => {
          await this.openPicture();
          return undefined;
        },
        openLink: async ({ url }) => {
          await openLink(url);
          return undefined;
        },
      },
    });
    this.listener = new vscode.Disposable(host.onDidChange(path, () => void this.push()));
    webview.options = {
      enableScripts: true,
      localResourceRoots: [
        webviewFolder(extensionUri),
        // The preview lies beside the model.
        ...(uri.scheme === 'file' ? [vscode.Uri.file(dirname(path))] : []),
      ],
    };
    webview.html = webviewHtml(webview, { extensionUri, name: 'details', title: l10n.t('Model details') });
  }

  /** Ends the page of a panel that was closed. */
  dispose(): void {
    // A state that is still being put together is not sent: a closed panel must not be touched.
    this.lastPush++;
    this.listener.dispose();
  }

  /** Makes a tab that is only a preview one that stays: what is worked in is not replaced by the next model. */
  private keep(): void {
    if (this.isKept || !this.panel.active) return;
    this.isKept = true;
    void vscode.commands.executeCommand('workbench.action.keepEditor');
  }

  /** Sends the whole state; of several at once only the last, so that an older one never comes after it. */
  private async push(): Promise<void> {
    const turn = ++this.lastPush;
    const state = await this.state();
    // A hidden page gets nothing: it asks again when it is shown again.
    if (turn === this.lastPush && this.panel.visible) this.connection.notify('state', state);
  }

  private async state(): Promise<DetailsState> {
    try {
      const model = await this.model();
      const [training, preview] = await Promise.all([
        this.trainingInfo(model.entry),
        this.previewUri(model.entry),
      ]);
      return detailsState(model, training, preview);
    } catch (error) {
      this.options.log.debug(`Details: ${describeForLog(error)}`);
      const { message, advice } = toProblem(error, basename(this.path));
      return { kind: 'unknown', why: `${message} ${advice}` };
    }
  }

  /** The model as it is now. @throws Problem where it cannot be read */
  private async model(): Promise<ShownModel> {
    if (this.uri.scheme === 'file') return this.options.host.model(this.path);
    throw new Problem(
      'unreadable',
      l10n.t('{0} is not a file on disk.', basename(this.path)),
      l10n.t('Only those have a card.'),
    );
  }

  /** The path of the model, which may have gone since the page was made. */
  private async known(): Promise<string> {
    return (await this.model()).entry.path;
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

  /** Shows the preview in an editor of its own, beside the tab of the card. */
  private async openPicture(): Promise<void> {
    const { entry } = await this.model();
    const file = await shownPicture(entry.path, entry.sidecar?.preview_path);
    if (file === undefined) throw notThere();
    this.keep();
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
  }

  /** The text that a copy button stands for, looked up on this side: the page names it, it does not send it. */
  private async copied(what: DetailsCopy): Promise<string> {
    const state = detailsState(await this.model(), [], undefined);
    const text =
      what.what === 'hash'
        ? state.hashes.find(({ kind }) => kind === what.kind)?.value
        : state.values.trigger_words?.find((word) => word === what.word);
    if (text === undefined) throw notThere();
    return text;
  }
}

/** What the page asked for has gone since it was shown. */
function notThere(): Problem {
  return new Problem('bad_input', l10n.t('That is not there any more.'), l10n.t('Refresh the Models view.'));
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
