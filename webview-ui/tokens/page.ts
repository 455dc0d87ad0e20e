import * as l10n from '@vscode/l10n';
import {
  type FilesOf,
  type KeptSelection,
  parsePersisted,
  TOKEN_GROUPS,
  type TokenGroup,
  tokensHostSide,
  type TokenSort,
  type TokensList,
  tokensPageSide,
  type TokensPersisted,
  type TokensState,
} from '../../src/protocol/tokens';
import { button, searchField } from '../shared/components';
import { element } from '../shared/dom';
import { setLiveText } from '../shared/liveText';
import { connectHost, type Host } from '../shared/host';
import { errorText, StatusLine } from '../shared/statusLine';
import { FilesPane } from './filesPane';
import { skippedText, numberText, totalsText, addedText, copiedText, groupText } from './labels';
import { loadColumns } from './loadColumns';
import { TokenTable } from './tokenTable';

const MOST_FREQUENT_FIRST: TokenSort = { column: 'count', descending: true };

/** The page of collected tokens: shows the list that the host has, and remembers how it is shown. */
export class TokensPage {
  private readonly host: Host<typeof tokensHostSide, typeof tokensPageSide>;
  private readonly filter = searchField('filter', l10n.t('Search tokens'));
  private readonly table: TokenTable;
  private readonly files: FilesPane;
  private readonly totals = element('span', { class: 'totals', 'aria-live': 'polite' });
  private readonly skipped = element('button', { class: 'link', type: 'button', 'data-key': 'skipped' });
  private readonly selectedCount = element('span', { class: 'selected-count', 'aria-live': 'polite' });
  private readonly status = new StatusLine((text) => {
    if (!this.gone.hidden && text !== '') this.gone.querySelector('p')?.replaceChildren(text);
  });
  private readonly main = element('main');
  private readonly gone = element('div', { class: 'gone' });
  private readonly empty = element('p', { class: 'empty' });
  private readonly onSelection = [
    ...TOKEN_GROUPS.map((group) =>
      button({
        label: groupText(group),
        spoken: l10n.t('Add to Filter {0}', groupText(group)),
        key: `add-${group}`,
        onClick: () => void this.addToFilter(group),
      }),
    ),
    button({ label: l10n.t('Copy'), icon: 'copy', key: 'copy', onClick: () => void this.copy() }),
  ];
  private list: TokensList | undefined;
  private tokens: readonly string[] = [];
  private persisted: TokensPersisted | undefined;
  private selection: KeptSelection | undefined;
  /** The skipped files are listed, not those of the token with the focus. */
  private showsSkipped = false;
  private lastLoad = 0;

  constructor() {
    this.host = connectHost<typeof tokensHostSide, typeof tokensPageSide>(tokensHostSide, tokensPageSide, {
      changed: () => void this.load(),
      marks: ({ revision, marks }) => {
        if (revision === this.list?.revision) this.table.marks = marks;
      },
    });
    this.persisted = parsePersisted(this.host.getState());
    this.table = new TokenTable({
      onMove: () => this.moved(),
      onEnter: () => this.files.focus(),
      onView: () => this.remember(),
    });
    this.files = new FilesPane({
      load: (of, from) =>
        this.host.connection.request('files', { revision: this.list?.revision ?? 0, of, from }),
      open: (of, at) => void this.open(of, at),
      leave: () => this.table.focus(),
      failed: (error) => this.status.say(errorText(error), 'bad'),
    });
    this.build();
    void this.load();
  }

  private build(): void {
    const again = button({
      label: l10n.t('Collect Again'),
      icon: 'refresh',
      key: 'again',
      onClick: () => void this.again(),
    });
    const open = button({
      label: l10n.t('Open List'),
      icon: 'json',
      key: 'openList',
      onClick: () => void this.openList(),
    });
    const [copy, groups] = [this.onSelection.at(-1), this.onSelection.slice(0, -1)];
    const add = element(
      'div',
      { class: 'group', role: 'group', 'aria-label': l10n.t('Add to Filter') },
      element('span', { class: 'group-label', 'aria-hidden': 'true' }, l10n.t('Add to Filter:')),
      ...groups,
    );
    const bar = element(
      'div',
      { class: 'bar' },
      this.filter,
      add,
      element('div', { class: 'group' }, copy, open, again),
    );
    const left = element('div', { class: 'table-side' }, this.table.root, this.empty);
    const foot = element('footer', {}, this.totals, this.skipped, this.selectedCount, this.status.element);
    this.main.append(bar, element('div', { class: 'panes' }, left, this.files.root), foot);
    this.main.hidden = this.gone.hidden = true;
    document.body.append(this.main, this.gone);
    this.filter.addEventListener('input', () => this.filtered());
    this.filter.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
      event.preventDefault();
      this.table.focus();
    });
    this.skipped.addEventListener('click', () => {
      this.showsSkipped = true;
      this.showFiles();
    });
    document.addEventListener('keydown', (event) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      this.filter.focus();
    });
    // The editor gives the focus to the page as a whole.
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.table.focus();
    });
    // The next action clears the message of the one before.
    for (const doing of ['click', 'keydown'])
      this.table.root.addEventListener(doing, () => this.status.say(''));
    document.addEventListener('copy', (event) => {
      if (!this.table.root.contains(document.activeElement)) return;
      event.preventDefault();
      void this.copy();
    });
  }

  /** Asks for the state and all tokens; of several at once only the last counts. */
  private async load(): Promise<void> {
    const turn = ++this.lastLoad;
    try {
      const { connection } = this.host;
      const state = await connection.request('ready', undefined);
      const columns =
        state.kind === 'list'
          ? await loadColumns(state, (from) =>
              connection.request('chunk', { revision: state.revision, from }),
            )
          : undefined;
      // A list that became another while it was read is told by `changed`.
      if (turn !== this.lastLoad || (state.kind === 'list' && !columns)) return;
      if (state.kind === 'list' && columns) this.show(state, columns);
      else this.showGone(state);
    } catch (error) {
      this.showText(`${l10n.t('The tokens cannot be shown.')} ${errorText(error)}`);
    }
  }

  private show(list: TokensList, columns: Parameters<TokenTable['load']>[0]): void {
    const { filter = '', sort, scroll = 0, selection } = this.persisted ?? { sort: MOST_FREQUENT_FIRST };
    const first = !this.list;
    this.main.hidden = false;
    this.gone.hidden = true;
    this.list = list;
    this.tokens = columns.tokens;
    this.showsSkipped = false;
    this.files.forget();
    this.filter.value = filter;
    this.table.load(columns, { filter, sort });
    this.table.marks = list.marks;
    if (selection?.revision === list.revision) this.table.restore(selection.active, selection.runs);
    this.table.scroll = scroll;
    this.skipped.textContent = skippedText(list.skipped);
    this.skipped.title = l10n.t('Show the files that were skipped');
    this.skipped.hidden = list.skipped.length === 0;
    this.moved();
    if (first && document.hasFocus()) this.table.focus();
  }

  private showGone(state: TokensState): void {
    if (state.kind !== 'gone') return;
    this.persisted ??= { origin: state.origin, filter: '', scroll: 0 };
    this.showText(
      state.open
        ? l10n.t('The tokens of {0} were collected before this window was loaded.', state.folder)
        : l10n.t('{0} is not open. Open the folder and run Collect Prompt Tokens again.', state.folder),
    );
    if (!state.open) return;
    this.gone.append(
      button({
        label: l10n.t('Collect Again'),
        primary: true,
        key: 'collect',
        onClick: () => void this.again(),
      }),
    );
  }

  private showText(text: string): void {
    this.main.hidden = true;
    this.gone.hidden = false;
    this.gone.replaceChildren(element('p', { role: 'status' }, text));
  }

  private filtered(): void {
    this.table.filter = this.filter.value;
    this.remember();
  }

  /** Another selection, other rows, or another token with the focus. */
  private moved(): void {
    const { list } = this;
    if (!list) return;
    const { rowCount, selectedCount } = this.table;
    setLiveText(this.totals, totalsText(rowCount, list.tokens, list.files));
    this.empty.hidden = rowCount > 0;
    this.empty.textContent =
      list.tokens === 0 ? l10n.t('No prompt file has a token.') : l10n.t('No token has this text in it.');
    for (const control of this.onSelection) control.disabled = selectedCount === 0;
    const several = selectedCount > 1 ? l10n.t('{0} selected', numberText(selectedCount)) : '';
    setLiveText(this.selectedCount, several);
    this.showsSkipped = false;
    this.showFiles();
    const { active, runs } = this.table;
    this.selection = { revision: list.revision, runs, ...(active !== undefined && { active }) };
    this.remember();
  }

  private showFiles(): void {
    const { active } = this.table;
    if (this.showsSkipped) this.files.show({ of: { kind: 'skipped' }, title: l10n.t('Skipped') });
    else if (active === undefined) this.files.show(undefined);
    else this.files.show({ of: { kind: 'token', token: active }, title: this.tokens[active] ?? '' });
  }

  private async open(of: FilesOf, at: number): Promise<void> {
    const { list } = this;
    if (!list) return;
    await this.status.attempt(() =>
      this.host.connection.request('openFile', { revision: list.revision, of, at }),
    );
  }

  private async openList(): Promise<void> {
    const { list } = this;
    if (!list) return;
    await this.status.attempt(() => this.host.connection.request('openList', { revision: list.revision }));
  }

  private async copy(): Promise<void> {
    const { list } = this;
    const { selected: tokens } = this.table;
    if (!list || tokens.length === 0) return;
    await this.status.attempt(async () => {
      await this.host.connection.request('copy', { revision: list.revision, tokens });
      this.status.say(copiedText(tokens.length), 'good');
    });
  }

  private async addToFilter(group: TokenGroup): Promise<void> {
    const { list } = this;
    const { selected: tokens } = this.table;
    if (!list || tokens.length === 0) return;
    await this.status.attempt(async () => {
      const { revision } = list;
      const answer = await this.host.connection.request('addToFilter', { revision, group, tokens });
      if (this.list?.revision === revision) this.table.marks = answer.marks;
      const { added, file } = answer;
      this.status.say(addedText(added, tokens.length - added, file), 'good');
    });
  }

  private async again(): Promise<void> {
    await this.status.attempt(async () => {
      if (await this.host.connection.request('collectAgain', undefined))
        this.status.say(l10n.t('Collected again.'), 'good');
    });
  }

  private remember(): void {
    if (!this.list) return;
    const { sort } = this.table;
    this.persisted = {
      origin: this.list.origin,
      filter: this.filter.value,
      scroll: Math.round(this.table.scroll),
      ...(sort && { sort }),
      ...(this.selection && { selection: this.selection }),
    };
    this.host.setState(this.persisted);
  }
}
