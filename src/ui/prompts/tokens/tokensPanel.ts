import * as l10n from '@vscode/l10n';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../core/problem/problem';
import type { Log } from '../../../core/log';
import type { FilterGroup } from '../../../core/prompts/filter/filterWords';
import type { CollectedTokens } from '../../../core/prompts/run/types';
import type { Connection } from '../../../protocol/connection';
import {
  type FilesOf,
  type TokenMarks,
  tokensHostSide,
  type TokensOrigin,
  tokensPageSide,
  type TokensState,
} from '../../../protocol/tokens';
import { panelConnection } from '../../platform/panelConnection';
import { webviewFolder, webviewHtml } from '../../platform/webviewHtml';
import { openBeside } from './openBeside';
import { TokensData } from './tokensData';
import type { TokensHost } from './tokensHost';

export interface TokensPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly host: TokensHost;
  readonly log: Log;
}

/** One page of collected tokens: sends it the list, and answers its requests. */
export class TokensPanel {
  private readonly connection: Connection<typeof tokensHostSide, typeof tokensPageSide>;
  private readonly listener: vscode.Disposable;
  private data: TokensData | undefined;
  private lastMarks = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private origin: TokensOrigin,
    private readonly options: TokensPanelOptions,
  ) {
    const { extensionUri, host, log } = options;
    this.connection = panelConnection<typeof tokensHostSide, typeof tokensPageSide>(panel, 'Tokens', log, {
      local: tokensHostSide,
      remote: tokensPageSide,
      handlers: {
        ready: () => this.state(),
        chunk: ({ revision, from }) =>
          // None: the list is another by now, and the page is told so.
          this.data?.revision === revision ? this.data.chunk(from) : { tokens: [], counts: [], files: [] },
        files: ({ revision, of, from }) => this.current(revision).files(of, from),
        openFile: async ({ revision, of, at }) => {
          await this.openFile(this.current(revision), of, at);
          return undefined;
        },
        openList: async () => {
          await openBeside(await host.listFile(this.origin.base));
          return undefined;
        },
        copy: async ({ revision, tokens }) => {
          await vscode.env.clipboard.writeText(this.current(revision).tokens(tokens).join(', '));
          return undefined;
        },
        addToFilter: ({ revision, group, tokens }) => this.addToFilter(this.current(revision), group, tokens),
        collectAgain: () => host.collect(this.origin),
      },
    });
    this.listener = new vscode.Disposable(host.onDidChangeFilters(() => void this.pushMarks()));
    panel.iconPath = new vscode.ThemeIcon('symbol-string');
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri)] };
    panel.webview.html = webviewHtml(panel.webview, {
      extensionUri,
      name: 'tokens',
      title: l10n.t('Prompt tokens'),
    });
  }

  /** Shows another list. */
  show(origin: TokensOrigin, collected: CollectedTokens): void {
    // A page keeps what was selected by this number, even over a reload of the window: it must not come again.
    const revision = Math.max(Date.now(), (this.data?.revision ?? 0) + 1);
    this.origin = origin;
    this.data = new TokensData(collected, origin, revision);
    this.connection.notify('changed', {});
  }

  /** Ends the page of a panel that was closed. */
  dispose(): void {
    this.lastMarks++;
    this.listener.dispose();
  }

  private async state(): Promise<TokensState> {
    const { data, origin } = this;
    if (data) return data.list(await this.marks(data));
    return {
      kind: 'gone',
      origin,
      folder: basename(origin.base),
      open: this.options.host.isOpen(origin.base),
    };
  }

  /** Filter files that cannot be read mark nothing: the commands that need them say why. */
  private async marks({ collected }: TokensData): Promise<TokenMarks> {
    try {
      const { tokenMarks } = await import('../../../core/prompts/filter/tokenMarks');
      const { words, underscoresAsSpaces } = await this.options.host.filterWords(collected.base);
      return tokenMarks(collected.tokens, words, underscoresAsSpaces);
    } catch (error) {
      this.options.log.warn(
        `Tokens: no filter words: ${error instanceof Error ? error.message : String(error)}`,
      );
      // A group of filter words that the protocol does not know does not compile here.
      return { sex: [], clothes: [], etc: [] } satisfies Record<FilterGroup, never[]>;
    }
  }

  /** Tells which tokens are filtered now; of several at once only the last, so that no older one comes after it. */
  private async pushMarks(): Promise<void> {
    const { data } = this;
    const turn = ++this.lastMarks;
    if (!data || !this.panel.visible) return;
    const marks = await this.marks(data);
    if (turn === this.lastMarks) this.connection.notify('marks', { revision: data.revision, marks });
  }

  private async addToFilter(data: TokensData, group: FilterGroup, numbers: readonly number[]) {
    const { filterWordsFor } = await import('../../../core/prompts/filter/filterWordsFor');
    const marked = new Set((await this.marks(data))[group]);
    const { words, unwritable } = filterWordsFor(
      data.tokens(numbers.filter((number) => !marked.has(number))),
    );
    const { added, file } = await this.options.host.addFilterWords(data.collected.base, group, words);
    const [first] = unwritable;
    if (first !== undefined) {
      throw new Problem(
        'bad_input',
        l10n.t('{0} of the tokens cannot stand in a filter file, {1} for one.', unwritable.length, first),
        l10n.t('Add them to the filter words of the settings.'),
      );
    }
    return { added, file, marks: await this.marks(data) };
  }

  private async openFile(data: TokensData, of: FilesOf, at: number): Promise<void> {
    const file = data.file(of, at);
    if (file === undefined) throw stale();
    const [token] = of.kind === 'token' ? data.tokens([of.token]) : [];
    await openBeside(join(data.collected.base, ...file.split('/')), token);
  }

  /** The list that the page speaks of. */
  private current(revision: number): TokensData {
    if (this.data?.revision === revision) return this.data;
    throw stale();
  }
}

function stale(): Problem {
  return new Problem('changed_meanwhile', l10n.t('The tokens were collected again.'), l10n.t('Try again.'));
}
