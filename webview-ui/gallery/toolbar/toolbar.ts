import * as l10n from '@vscode/l10n';
import {
  GALLERY_GROUPS,
  GALLERY_ORDERS,
  type GalleryList,
  type GalleryView,
} from '../../../src/protocol/gallery';
import { button, describeControl, searchField } from '../../shared/components';
import { element } from '../../shared/dom';
import { groupText, indexingText, numberText, orderText } from '../labels';
import { type Facets, FilterPicks } from './filterPicks';
import { pickCount } from './filterText';

const SIZES = { min: 90, max: 420, step: 10 };

export interface ToolbarEvents {
  /** The user wants another view; what is not named stays. Resolves once it is shown. */
  readonly onView: (change: Partial<GalleryView>) => Promise<void>;
  readonly onSize: (size: number) => void;
  readonly onRefresh: () => void;
  /** Down or Enter in the search box: to the pictures. */
  readonly onLeave: () => void;
  readonly facets: () => Promise<Facets>;
}

/** What stands above the grid: the filter, how the list is ordered, and how large its cells are. */
export class Toolbar {
  readonly root = element('header', { class: 'toolbar' });
  readonly search = searchField('gallery-search', l10n.t('Search prompts, names, tags…'));
  private readonly problem = element('p', { class: 'error', role: 'status' });
  private readonly progress = element('div', { class: 'indexing', role: 'status' });
  private readonly show = element('select', { 'aria-label': l10n.t('Show') });
  private readonly order = element('select', { 'aria-label': l10n.t('Order') });
  private readonly group = element('select', { 'aria-label': l10n.t('Groups') });
  private readonly size = element('input', { type: 'range', 'aria-label': l10n.t('Size of the cells') });
  private readonly shuffle = button({
    label: l10n.t('Shuffle'),
    icon: 'sync',
    iconOnly: true,
    key: 'shuffle',
    onClick: () => void this.events.onView({ seed: randomSeed() }),
  });
  private readonly refresh = element('button', { type: 'button', class: 'refresh', 'data-key': 'refresh' });
  private readonly picks: FilterPicks;
  private readonly pickButton = button({
    label: l10n.t('Filter'),
    icon: 'filter',
    iconOnly: true,
    key: 'filter',
    onClick: () => this.togglePicks(),
  });
  private readonly pickBadge = element('span', { class: 'pick-count', 'aria-hidden': 'true' });
  /** A list was asked for by what was typed, and is not there yet. */
  private isAsking = false;

  constructor(private readonly events: ToolbarEvents) {
    this.picks = new FilterPicks({
      facets: events.facets,
      onFilter: (filter) => {
        this.search.value = filter;
        void this.filter();
      },
    });
    this.picks.root.hidden = true;
    this.pickButton.setAttribute('aria-expanded', 'false');
    this.show.append(new Option(l10n.t('Pictures'), 'pictures'), new Option(l10n.t('Models'), 'models'));
    this.order.append(...GALLERY_ORDERS.map((order) => new Option(orderText(order), order)));
    this.group.append(...GALLERY_GROUPS.map((group) => new Option(groupText(group), group)));
    Object.assign(this.size, { min: String(SIZES.min), max: String(SIZES.max), step: String(SIZES.step) });
    this.listen();
    const picks = element('span', { class: 'pick-button' }, this.pickButton, this.pickBadge);
    const bar = element(
      'div',
      { class: 'bar' },
      element('div', { class: 'search' }, this.search, picks),
      element('div', { class: 'choices' }, this.show, this.order, this.shuffle, this.group, this.size),
      this.refresh,
    );
    this.root.append(bar, this.picks.root, this.problem, this.progress);
    this.refresh.hidden = this.progress.hidden = this.problem.hidden = true;
  }

  /** Shows how a list is filtered and ordered; what is typed meanwhile stays. */
  update(list: GalleryList): void {
    const { view, subject, filterProblem = '' } = list;
    // Spaces at its ends are a text that is still typed.
    if (!this.isAsking && this.search.value.trim() !== view.filter.trim()) this.search.value = view.filter;
    this.show.value = view.show;
    this.show.hidden = subject.kind === 'pictures';
    this.order.value = view.order;
    this.group.value = view.group;
    this.shuffle.hidden = view.order !== 'random';
    this.problem.textContent = filterProblem;
    this.problem.hidden = filterProblem === '';
    describeControl(this.search, filterProblem, filterProblem !== '');
    this.showIndexing(list.indexing);
    this.refresh.hidden = true;
    this.showPicks();
    this.picks.renew();
  }

  setSize(size: number): void {
    this.size.value = String(size);
  }

  showIndexing(indexing: GalleryList['indexing']): void {
    this.progress.hidden = !indexing;
    if (!indexing) return;
    const fill = element('span', { class: 'fill' });
    fill.style.width = `${(100 * indexing.done) / Math.max(1, indexing.of)}%`;
    this.progress.replaceChildren(
      element('span', { class: 'track', 'aria-hidden': 'true' }, fill),
      element('span', { class: 'hint' }, indexingText(indexing)),
    );
  }

  /** There is a newer list. */
  offerRefresh(added: number): void {
    this.refresh.hidden = false;
    this.refresh.textContent = added > 0 ? l10n.t('{0} new: Refresh', numberText(added)) : l10n.t('Refresh');
  }

  /** The focus goes to the search box, and what was typed elsewhere into it. */
  type(text: string): void {
    this.search.focus();
    if (text === '') return;
    this.search.value += text;
    void this.filter();
  }

  private listen(): void {
    this.search.addEventListener('input', () => void this.filter());
    this.search.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.search.value !== '') {
        this.search.value = '';
        void this.filter();
      } else if (event.key === 'ArrowDown' || event.key === 'Enter') this.events.onLeave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const { show, order, group } = this;
    show.addEventListener('change', () => void this.events.onView({ show: show.value === 'models' ? 'models' : 'pictures' })); // prettier-ignore
    order.addEventListener('change', () => {
      const chosen = GALLERY_ORDERS.find((each) => each === order.value);
      if (chosen)
        void this.events.onView({ order: chosen, ...(chosen === 'random' && { seed: randomSeed() }) });
    });
    group.addEventListener('change', () => {
      const chosen = GALLERY_GROUPS.find((each) => each === group.value);
      if (chosen) void this.events.onView({ group: chosen });
    });
    this.size.addEventListener('input', () => this.events.onSize(Number(this.size.value)));
    this.refresh.addEventListener('click', () => this.events.onRefresh());
  }

  /** Asks for the list of what is typed; what is typed meanwhile is asked for after it, at once. */
  private async filter(): Promise<void> {
    this.showPicks();
    if (this.isAsking) return;
    this.isAsking = true;
    let asked: string;
    do {
      asked = this.search.value;
      await this.events.onView({ filter: asked });
    } while (asked !== this.search.value);
    this.isAsking = false;
  }

  private showPicks(): void {
    const count = pickCount(this.search.value);
    this.pickBadge.textContent = count === 0 ? '' : String(count);
    this.pickBadge.hidden = count === 0;
    this.picks.show(this.search.value);
  }

  private togglePicks(): void {
    const isOpen = this.picks.root.hidden;
    this.picks.root.hidden = !isOpen;
    this.pickButton.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) this.picks.open(this.search.value);
  }
}

function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
