import * as l10n from '@vscode/l10n';
import type { FileRow, FilesOf } from '../../src/protocol/tokens';
import { element } from '../shared/dom';
import { VirtualList } from '../shared/virtualList';
import { filesText } from './labels';

const ROW_HEIGHT = 24;

export interface FilesActions {
  /** Some of the files from a place on; how many there are in all. */
  readonly load: (
    of: FilesOf,
    from: number,
  ) => Promise<{ readonly total: number; readonly rows: readonly FileRow[] }>;
  readonly open: (of: FilesOf, at: number) => void;
  /** Escape: back to the table. */
  readonly leave: () => void;
  readonly failed: (error: unknown) => void;
}

interface Wanted {
  readonly of: FilesOf;
  /** What the files are those of. */
  readonly title: string;
}

interface Shown extends Wanted {
  readonly total: number;
  /** By the place of their first; those under way are empty. */
  readonly pages: Map<number, readonly FileRow[]>;
  readonly pageSize: number;
}

/** The files that a token occurs in, or the skipped files: read in pages while the user scrolls. */
export class FilesPane {
  readonly root: HTMLElement;
  private readonly heading = element('h2', { id: 'files-heading' });
  private readonly number = element('span', { class: 'hint' });
  private readonly scroller = element('div', { class: 'rows-scroller' });
  private readonly body = element('div', {
    class: 'rows-body',
    role: 'list',
    'aria-labelledby': 'files-heading',
  });
  private readonly list: VirtualList;
  private wanted: Wanted | undefined;
  private shown: Shown | undefined;
  private loading = false;
  private active = 0;

  constructor(private readonly actions: FilesActions) {
    const head = element('div', { class: 'files-head' }, this.heading, this.number);
    this.scroller.append(this.body);
    this.root = element('aside', { class: 'files', 'aria-labelledby': 'files-heading' }, head, this.scroller);
    this.list = new VirtualList({
      scroller: this.scroller,
      body: this.body,
      rowHeight: ROW_HEIGHT,
      make: () => this.makeRow(),
      fill: (row, place) => this.fill(row, place),
      pinned: () => (this.shown ? this.active : undefined),
      onShown: (first, last) => this.loadPages(first, last),
    });
    this.scroller.addEventListener('keydown', (event) => this.pressed(event));
  }

  /** Shows other files. Of several calls while files are read, only the last one counts. */
  show(wanted: Wanted | undefined): void {
    if (!wanted) {
      this.wanted = this.shown = undefined;
      this.heading.textContent = l10n.t('Files');
      this.number.textContent = '';
      this.list.show(0);
      return;
    }
    const { of } = this.wanted ?? this.shown ?? {};
    if (JSON.stringify(of) === JSON.stringify(wanted.of)) return;
    this.wanted = wanted;
    void this.loadWanted();
  }

  /** What is shown is read again: the files are others now. */
  forget(): void {
    this.wanted = this.shown = undefined;
  }

  focus(): void {
    this.list.refresh();
    this.list.row(this.active)?.querySelector('button')?.focus({ preventScroll: true });
    this.list.reveal(this.active);
  }

  private async loadWanted(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    try {
      let wanted = this.wanted;
      while (wanted) {
        const { total, rows } = await this.actions.load(wanted.of, 0);
        // Forgotten meanwhile: the answer is of a list that is no more.
        if (!this.wanted) break;
        if (this.wanted === wanted) this.wanted = undefined;
        this.become({ ...wanted, total, pages: new Map([[0, rows]]), pageSize: Math.max(1, rows.length) });
        wanted = this.wanted;
      }
    } catch (error) {
      this.wanted = undefined;
      this.actions.failed(error);
    } finally {
      this.loading = false;
    }
  }

  private become(shown: Shown): void {
    this.shown = shown;
    this.active = 0;
    this.heading.textContent = shown.title;
    this.heading.title = shown.title;
    this.number.textContent = filesText(shown.total);
    this.list.scroll = 0;
    this.list.show(shown.total);
  }

  private loadPages(first: number, last: number): void {
    const { shown } = this;
    if (!shown) return;
    for (let from = first - (first % shown.pageSize); from <= last; from += shown.pageSize) {
      if (!shown.pages.has(from)) void this.loadPage(shown, from);
    }
  }

  private async loadPage(shown: Shown, from: number): Promise<void> {
    shown.pages.set(from, []);
    try {
      const { rows } = await this.actions.load(shown.of, from);
      shown.pages.set(from, rows);
      if (this.shown === shown) this.list.refresh();
    } catch (error) {
      // Asked for again when it comes into sight again.
      shown.pages.delete(from);
      this.actions.failed(error);
    }
  }

  private makeRow(): HTMLElement {
    const open = element(
      'button',
      { class: 'file', type: 'button' },
      element('span', { class: 'file-name' }),
      element('span', { class: 'file-note' }),
    );
    const row = element('div', { class: 'row file-row', role: 'listitem' }, open);
    open.addEventListener('click', () => {
      this.active = Number(row.dataset.place);
      if (this.shown) this.actions.open(this.shown.of, this.active);
    });
    return row;
  }

  private fill(row: HTMLElement, place: number): void {
    const { shown } = this;
    const open = row.querySelector('button');
    const [name, note] = row.querySelectorAll('span');
    if (!shown || !open || !name || !note) return;
    const from = place - (place % shown.pageSize);
    const file = shown.pages.get(from)?.[place - from];
    const path = file?.path ?? '';
    const slash = path.lastIndexOf('/');
    name.textContent = path.slice(slash + 1);
    const folder = slash < 0 ? '' : path.slice(0, slash);
    note.textContent = [folder, file?.why ?? ''].filter((part) => part !== '').join(' · ');
    open.title = file?.why === undefined ? path : `${path}: ${file.why}`;
    open.tabIndex = place === this.active ? 0 : -1;
    row.dataset.place = String(place);
    row.setAttribute('aria-setsize', String(shown.total));
    row.setAttribute('aria-posinset', String(place + 1));
  }

  private pressed(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const last = (this.shown?.total ?? 0) - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + this.list.pageRows,
      PageUp: this.active - this.list.pageRows,
      Home: 0,
      End: last,
    };
    const target = steps[event.key];
    if (event.key === 'Escape') this.actions.leave();
    else if (target !== undefined && last >= 0) {
      this.active = Math.max(0, Math.min(last, target));
      this.focus();
    } else return;
    event.preventDefault();
  }
}
