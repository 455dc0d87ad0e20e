import {
  galleryHostSide,
  type GalleryList,
  galleryPageSide,
  type GalleryView,
} from '../../src/protocol/gallery';
import { element } from '../shared/dom';
import { setLiveText } from '../shared/liveText';
import { connectHost, type Host } from '../shared/host';
import { errorText, StatusLine } from '../shared/statusLine';
import { ActionsBar } from './actions/actionsBar';
import { dragAndDrop } from './actions/drag';
import { PictureActions } from './actions/pictureActions';
import { DetailPane } from './detail/detailPane';
import { Separator } from './detail/separator';
import { EmptyNote } from './grid/emptyNote';
import { Grid } from './grid/grid';
import { CellLoader } from './grid/loader';
import { Keyboard } from './keyboard';
import { countsText, emptyText } from './labels';
import { KeptState, leavePlace, listKey, MOST_LOOKED_AT, placeOf, selectedPaths } from './remembered';
import { Toolbar } from './toolbar/toolbar';

const USUAL = { cellSize: 180, paneWidth: 420 };
/** Cells that are there before a list is shown, so that it does not begin empty. */
const FIRST_CELLS = 60;

/** Where a list is shown first: at its top or where it was left, or with a picture where it stood on the screen. */
type Where = { readonly scroll: number } | { readonly offset: number };

/** The page of a gallery: shows the list that the host makes, and remembers how it is shown. */
export class GalleryPage {
  private readonly host: Host<typeof galleryHostSide, typeof galleryPageSide>;
  private readonly toolbar: Toolbar;
  private readonly grid: Grid;
  private readonly detail: DetailPane;
  private readonly separator: Separator;
  private readonly bar: ActionsBar;
  private readonly actions: PictureActions;
  private readonly keyboard: Keyboard;
  private readonly status = new StatusLine();
  private readonly counts = element('span', { class: 'counts', role: 'status', 'aria-live': 'polite' });
  private readonly empty = new EmptyNote(() => void this.change({ filter: '' }));
  private readonly main = element('main');
  private list: GalleryList | undefined;
  private loader: CellLoader | undefined;
  /** A list whose first cells are awaited. */
  private coming: CellLoader | undefined;
  private readonly kept: KeptState;
  private view: GalleryView | undefined;
  private cellSize = USUAL.cellSize;
  private paneWidth = USUAL.paneWidth;
  private turn = 0;
  private isRefreshing = false;
  /** The host did not know the list, which was made again since. */
  private wasGone = false;

  constructor() {
    this.host = connectHost<typeof galleryHostSide, typeof galleryPageSide>(
      galleryHostSide,
      galleryPageSide,
      {
        thumbnails: ({ revision, made }) => {
          if (revision !== this.list?.revision) return;
          for (const { place, ...change } of made) this.loader?.store.change(place, change);
          this.refreshSoon();
        },
        altered: ({ revision, places, gone }) => {
          const loader = [this.loader, this.coming].find((each) => each?.revision === revision);
          loader?.store.alter(places, gone);
          this.refreshSoon();
          if (revision === this.revision) this.detail.altered(places);
        },
        changed: ({ added, indexing }) => {
          this.toolbar.showIndexing(indexing);
          if (added > 0 && this.fillsUp) void this.refresh();
          else if (added > 0 || (!indexing && this.loader?.store.isAltered)) this.toolbar.offerRefresh(added);
        },
        reveal: ({ path }) => void this.revealPath(path),
      },
    );
    this.kept = new KeptState(this.host);
    this.toolbar = new Toolbar({
      onView: (change) => this.change(change),
      onSize: (size) => this.resize(size),
      onRefresh: () => void this.refresh(),
      onLeave: () => this.grid.focus(),
      facets: () => this.host.connection.request('facets', { revision: this.revision }),
    });
    this.grid = new Grid({
      onSight: (first, last) => this.loader?.see(first, last),
      onMove: () => this.moved(),
      onOpen: () => this.openDetail(),
      onScroll: () => this.remember(),
      onKey: (event) => this.keyboard.pressed(event),
      onMenu: (x, y) => this.actions.menu(x, y),
    });
    this.actions = new PictureActions(this.host.connection, {
      grid: this.grid,
      status: this.status,
      shown: () =>
        this.list &&
        this.loader && {
          revision: this.list.revision,
          isOfModels: this.list.view.show === 'models',
          cells: this.loader.store,
        },
      onChanged: () => this.refreshSoon(),
      onMarked: () => this.follow(),
    });
    this.detail = new DetailPane(this.detailEvents());
    this.bar = new ActionsBar({
      onCopyPrompts: () => void this.actions.copy('prompt'),
      onInsert: () => void this.actions.run('insertPrompt'),
      onTrash: () => void this.actions.run('trash'),
      onFavourite: () => void this.actions.mark({ favourite: this.actions.activeCell?.favourite !== true }),
      onMark: (marks) => void this.actions.mark(marks),
      onCompare: () => {
        const [one, other] = this.grid.selectedPlaces(2);
        if (one !== undefined && other !== undefined) void this.detail.show([one, other]);
        this.showPane();
      },
      onMore: (x, y) => this.actions.menu(x, y),
      onNone: () => this.grid.select('none'),
    });
    this.separator = new Separator(this.detail.root, (width) => {
      this.paneWidth = width;
      this.remember();
    });
    this.keyboard = new Keyboard({
      actions: this.actions,
      toolbar: this.toolbar,
      grid: this.grid,
      detail: this.detail,
      reveal: (path) => this.reveal(path),
      closeDetail: () => this.closeDetail(),
    });
    this.build();
    void this.open();
  }

  private get revision(): number {
    return this.list?.revision ?? 0;
  }

  /** A list whose pictures are still being read fills up by itself, until the user has begun to look at it. */
  private get fillsUp(): boolean {
    const { list, grid } = this;
    if (!list || list.found === 0) return true;
    const isUntouched = grid.scroll + grid.active + this.selected().length === 0 && !this.detail.isOpen;
    return list.indexing !== undefined && isUntouched;
  }

  private build(): void {
    const gridSide = element('div', { class: 'grid-side' }, this.grid.root, this.empty.root);
    const foot = element('footer', {}, this.counts, this.status.element, this.bar.root);
    const content = element('div', { class: 'content' }, gridSide, this.separator.root, this.detail.root);
    this.main.append(this.toolbar.root, content, foot);
    this.separator.root.hidden = true;
    document.body.append(this.main);
    this.main.addEventListener('keydown', (event) => this.keyboard.pressedAnywhere(event));
    // The editor gives the focus to the page as a whole.
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.grid.focus();
    });
    window.addEventListener('resize', () => this.separator.resize(this.paneWidth));
    // The next action clears the message of the one before.
    for (const doing of ['click', 'keydown'])
      this.grid.root.addEventListener(doing, () => this.status.say(''));
    document.addEventListener('copy', (event) => {
      if (!this.grid.hasFocus()) return;
      event.preventDefault();
      void this.actions.copy('prompt');
    });
    dragAndDrop(this.grid, this.actions);
  }

  private detailEvents(): ConstructorParameters<typeof DetailPane>[0] {
    const { connection } = this.host;
    return {
      load: (place) => connection.request('detail', { revision: this.revision, place }),
      onStep: (step) => {
        const next = this.grid.active + step;
        if (next >= 0 && next < this.grid.count) this.grid.moveTo(next);
      },
      onClose: () => this.closeDetail(),
      onCopy: (what) => void this.actions.copy(what, this.actions.activeRun),
      onRun: (command) => void this.actions.run(command, this.actions.activeRun),
      onMark: (marks) => void this.actions.mark(marks, this.actions.activeRun),
      onModel: (place, model, how) => void this.actions.openModel(place, model, how),
      onFile: (place, copy) => void this.actions.openCopy(place, copy),
      onMore: (_kind, x, y) => this.actions.menu(x, y, this.actions.activeRun),
      onPictures: (path) => void this.actions.openPictures(path),
      thumbnailOf: (path) =>
        this.actions.activeCell?.path === path ? this.actions.activeCell.thumbnail : undefined,
      isRevealed: (path) => this.grid.isRevealed(path),
      onReveal: (path) => this.reveal(path),
      failed: (error) => this.status.say(errorText(error), 'bad'),
    };
  }

  /** Shows what was kept, or what the host was asked to show. */
  private async open(): Promise<void> {
    const { cellSize = USUAL.cellSize, paneWidth = USUAL.paneWidth, scroll = 0, view, active, selected, detail } = this.kept.state ?? {}; // prettier-ignore
    [this.cellSize, this.paneWidth, this.view] = [cellSize, paneWidth, view];
    this.toolbar.setSize(cellSize);
    this.grid.resize(cellSize);
    this.separator.resize(paneWidth);
    await this.look({ active, selected, where: { scroll } });
    if (detail && this.list) this.openDetail();
    if (document.hasFocus() && document.activeElement === document.body) this.grid.focus();
  }

  /** Another filter, order or group. The place where that list was left is found again. */
  private async change(change: Partial<GalleryView>): Promise<void> {
    const { list } = this;
    const before = this.view ?? list?.view;
    if (!list || !before) return;
    const places = leavePlace(this.kept.state?.places, {
      of: listKey(list.subject, list.view),
      scroll: Math.round(this.grid.scroll),
      active: this.actions.activeCell?.path,
    });
    if (this.kept.state) this.kept.state = { ...this.kept.state, places };
    this.view = { ...before, ...change };
    const left = placeOf(places, listKey(list.subject, this.view));
    await this.look({ active: left?.active, where: { scroll: left?.scroll ?? 0 } });
  }

  /** The same list once more; what is in sight stays where it is. */
  private async refresh(): Promise<void> {
    const { grid, loader } = this;
    // The button that was pressed goes.
    if (this.toolbar.root.querySelector('.refresh') === document.activeElement) grid.focusActive();
    const place = grid.offsetOf(grid.active) === undefined ? grid.firstInSight : grid.active;
    await this.look({
      active: loader?.store.get(place)?.path,
      selected: this.selected(),
      where: { offset: grid.offsetOf(place) ?? 0 },
    });
  }

  private async revealPath(path: string): Promise<void> {
    await this.look({ active: path, where: { offset: 40 } });
    if (this.actions.activeCell?.path === path) this.openDetail();
  }

  /** Asks for a list. Of several calls only the last one counts. */
  private async look({
    active,
    selected,
    where,
  }: {
    active?: string | undefined;
    selected?: readonly string[] | undefined;
    where: Where;
  }): Promise<void> {
    // prettier-ignore
    const turn = ++this.turn;
    const subject = this.list?.subject ?? this.kept.state?.subject;
    try {
      const list = await this.host.connection.request('look', {
        ...(subject && { subject }),
        ...(this.view && { view: this.view }),
        ...(active !== undefined && { active }),
        ...(selected && selected.length > 0 && { selected: [...selected] }),
      });
      if (turn !== this.turn) return;
      const loader = (this.coming = this.loaderOf(list));
      // The list before stays until there is something to show of this one.
      const from = list.active ?? 0;
      await loader.first(from, from + FIRST_CELLS);
      if (turn === this.turn) this.become(list, loader, where);
    } catch (error) {
      if (turn !== this.turn) return;
      this.status.say(errorText(error), 'bad');
      if (!this.list) this.empty.show(errorText(error), { canClear: false });
    }
  }

  private loaderOf(list: GalleryList): CellLoader {
    const { revision } = list;
    const { connection } = this.host;
    return new CellLoader(list, {
      ask: async (from) => (await connection.request('cells', { revision, from })).cells,
      near: (places) => connection.notify('near', { revision, places: [...places] }),
      onCells: () => {
        this.wasGone = false;
        this.refreshSoon();
      },
      onGone: () => {
        // Where a list was made again and has no cells either, it would be made for ever.
        if (this.list !== list || this.wasGone) return;
        this.wasGone = true;
        void this.refresh();
      },
      failed: (error) => this.status.say(errorText(error), 'bad'),
    });
  }

  private become(list: GalleryList, loader: CellLoader, where: Where): void {
    this.loader?.end();
    this.coming = undefined;
    this.host.connection.notify('shown', { revision: list.revision });
    const hadFocus = this.grid.hasFocus();
    [this.list, this.loader, this.view] = [list, loader, list.view];
    document.title = list.title;
    this.grid.root.setAttribute('aria-label', list.title);
    this.toolbar.update(list);
    setLiveText(this.counts, countsText(list));
    if (list.found > 0) this.empty.hide();
    else this.empty.show(emptyText(list), { canClear: list.view.filter !== '' });
    this.grid.show(list, {
      get: (place) => loader.store.get(place),
      isHole: (place) => loader.store.isHole(place),
    });
    if ('scroll' in where) this.grid.scroll = where.scroll;
    else this.grid.scrollTo(this.grid.active, where.offset);
    if (hadFocus) this.grid.focusActive();
    this.remember();
  }

  /** At most once a frame, however many thumbnails come. */
  private refreshSoon(): void {
    if (this.isRefreshing) return;
    this.isRefreshing = true;
    requestAnimationFrame(() => {
      this.isRefreshing = false;
      this.grid.refresh();
    });
  }

  private moved(): void {
    const isOfModels = this.list?.view.show === 'models';
    this.bar.show(this.grid.selectedCount, isOfModels);
    this.follow();
    this.remember();
  }

  /** The pane shows what has the focus in the grid. */
  private follow(): void {
    if (this.detail.isOpen && this.grid.count > 0) void this.detail.show([this.grid.active]);
  }

  private openDetail(): void {
    if (this.grid.count === 0) return;
    void this.detail.show([this.grid.active]);
    this.showPane();
    this.detail.focus();
    this.grid.reveal();
  }

  private showPane(): void {
    this.separator.root.hidden = !this.detail.isOpen;
    this.remember();
  }

  private closeDetail(): void {
    this.detail.close();
    this.showPane();
    this.grid.focus();
  }

  private resize(size: number): void {
    this.cellSize = size;
    this.grid.resize(size);
    this.remember();
  }

  private reveal(path: string): void {
    this.grid.toggleRevealed(path);
    this.detail.refreshBlur();
  }

  private selected(): string[] {
    return selectedPaths(
      this.grid.selectedPlaces(MOST_LOOKED_AT),
      (place) => this.loader?.store.get(place)?.path,
    );
  }

  private remember(): void {
    this.kept.keepSoon((before) => {
      const { list } = this;
      if (!list) return undefined;
      const active = this.actions.activeCell?.path ?? before?.active;
      return {
        subject: list.subject,
        view: this.view ?? list.view,
        cellSize: this.cellSize,
        paneWidth: this.paneWidth,
        scroll: Math.round(this.grid.scroll),
        selected: this.selected(),
        detail: this.detail.isOpen,
        places: [...(before?.places ?? [])],
        ...(active !== undefined && { active }),
      };
    });
  }
}
