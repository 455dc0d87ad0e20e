import * as l10n from '@vscode/l10n';
import type {
  FormCaptionChange,
  FormCommand,
  FormPicture,
  FormPictures,
  FormSmallPicture,
} from '../../../src/protocol/training';
import { button, searchField } from '../../shared/components';
import { element } from '../../shared/dom';
import { errorText } from '../../shared/statusLine';
import { BulkBar } from './bulkBar';
import { PictureCard } from './pictureCard';
import { CheckedKeys } from './checkedKeys';
import { InSight } from './inSight';
import { takeDrops } from './drop';
import { hasSplitBrackets, tagCounts } from './tags';

export interface PictureActions {
  readonly run: (command: FormCommand) => void;
  readonly openPicture: (key: string) => void;
  /** Wants small pictures, which come by `showSmall`. */
  readonly smallPictures: (looks: readonly string[]) => void;
  readonly caption: (key: string, text: string) => Promise<void>;
  /** Keeps the caption that is typed and not written yet; undefined: it is written. */
  readonly draft: (key: string, text: string | undefined) => void;
  /** What an earlier page has kept of a picture's caption. */
  readonly drafted: (key: string) => string | undefined;
  /** @returns how many were changed */
  readonly captions: (keys: readonly string[], change: FormCaptionChange) => Promise<number>;
  /** @returns how many were added */
  readonly dropUris: (uris: readonly string[]) => Promise<number>;
  readonly dropFile: (name: string, base64: string) => Promise<void>;
  readonly say: (text: string, isBad?: boolean) => void;
}

const MOST_TAGS = 60;

/** The pictures of a training: what is wrong with them, what is trained of them, and their captions. */
export class PicturesPane {
  readonly element = element('section', { class: 'pictures', 'aria-label': l10n.t('Pictures') });
  private readonly heading = element('h2', {}, l10n.t('Pictures'));
  private readonly note = element('p', { class: 'hint', role: 'status' });
  private readonly search = searchField('picture-search', l10n.t('Filter by name or caption'));
  private readonly which = element('select', { id: 'picture-which', 'aria-label': l10n.t('Which pictures') });
  private readonly tags = element('div', { class: 'tags', role: 'group', 'aria-label': l10n.t('Tags by frequency') }); // prettier-ignore
  private readonly tagPanel = element('details', {}, element('summary', {}, l10n.t('Tags by frequency')), this.tags); // prettier-ignore
  private readonly grid = element('ul', { class: 'cards' });
  private readonly tools = element('div', { class: 'bar' });
  private readonly fitNote = element('p', { class: 'hint' });
  private readonly bulk: BulkBar;
  private readonly cards = new Map<string, PictureCard>();
  private readonly selection = new CheckedKeys(() => this.showSelection());
  private readonly inSight = new InSight((elements) => this.wantSmall(elements));
  private state: FormPictures = { pictures: [] };

  constructor(private readonly actions: PictureActions) {
    const choices = [
      ['all', l10n.t('All')],
      ['problems', l10n.t('With problems')],
      ['uncaptioned', l10n.t('Without caption')],
      ['untriggered', l10n.t('Without trigger')],
    ] as const;
    this.which.append(...choices.map(([value, label]) => new Option(label, value)));
    this.which.addEventListener('change', () => this.filter());
    this.search.addEventListener('input', () => this.filter());
    this.bulk = new BulkBar(
      (change) => void this.change(change),
      (which) => this.selection.set(which === 'all' ? this.shownKeys() : []),
    );
    this.grid.addEventListener('keydown', (event) => this.selectByKey(event));
    const add = (label: string, icon: string, command: FormCommand) =>
      button({ label, icon, key: command, onClick: () => actions.run(command) });
    this.tools.append(this.search, this.which);
    this.element.append(
      element(
        'div',
        { class: 'bar' },
        this.heading,
        add(l10n.t('Add Pictures…'), 'add', 'addPictures'),
        add(l10n.t('Use a Folder…'), 'folder-opened', 'choosePictures'),
        add(l10n.t('Make Captions…'), 'sparkle', 'makeCaptions'),
      ),
      this.note,
      this.tools,
      this.bulk.element,
      this.tagPanel,
      this.grid,
      this.fitNote,
      element('p', { class: 'hint' }, l10n.t('Drop pictures here. From the Explorer of VS Code, hold Shift while you drop. They are copied beside the training file.')), // prettier-ignore
    );
    takeDrops(this.element, actions);
  }

  show(state: FormPictures): void {
    this.state = state;
    this.note.hidden = state.note === undefined;
    this.note.textContent = state.note ?? '';
    this.fitNote.hidden = state.fitNote === undefined;
    this.fitNote.textContent = state.fitNote ?? '';
    const has = state.pictures.length > 0;
    this.heading.textContent = has ? l10n.t('Pictures ({0})', state.pictures.length) : l10n.t('Pictures');
    this.tools.hidden = this.bulk.element.hidden = this.tagPanel.hidden = !has;
    const keys = new Set(state.pictures.map(({ key }) => key));
    for (const [key, card] of this.cards) {
      if (keys.has(key)) continue;
      this.inSight.forget(card.element);
      card.element.remove();
      this.cards.delete(key);
    }
    for (const picture of state.pictures) {
      const known = this.cards.get(picture.key);
      if (known) known.update(picture);
      else {
        const card = new PictureCard(picture, {
          ...this.actions,
          select: (key, isSelected, isRange) => this.selection.toggle(key, isSelected, isRange ? this.shownKeys() : undefined), // prettier-ignore
        });
        this.cards.set(picture.key, card);
        this.inSight.watch(card.element);
        this.grid.append(card.element);
        const draft = this.actions.drafted(picture.key);
        if (draft !== undefined) card.restore(draft);
      }
    }
    this.selection.keep(keys);
    this.showTags();
    this.filter();
    // What was in sight may look otherwise now.
    this.wantSmall(this.inSight.elements);
  }

  /** A small picture is there. */
  showSmall({ look, address }: FormSmallPicture): void {
    for (const card of this.cards.values()) if (card.look === look) card.setSmall(address);
  }

  private wantSmall(elements: Iterable<Element>): void {
    const inSight = new Set(elements);
    const looks = [...this.cards.values()].flatMap((card) =>
      inSight.has(card.element) ? (card.lacks ?? []) : [],
    );
    if (looks.length > 0) this.actions.smallPictures(looks);
  }

  private showSelection(): void {
    for (const [key, card] of this.cards) card.setSelected(this.selection.has(key));
    this.bulk.setCount(this.selectedKeys().length, this.shownKeys().length);
  }

  /** In a caption these keys are the text's own. */
  private selectByKey(event: KeyboardEvent): void {
    if (event.target instanceof HTMLTextAreaElement) return;
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) this.selection.set(this.shownKeys());
    else if (event.key === 'Escape') this.selection.set([]);
    else return;
    event.preventDefault();
  }

  private shownKeys(): string[] {
    return this.shown().map(({ key }) => key);
  }

  /** Only what is seen is changed. */
  private selectedKeys(): string[] {
    return this.shownKeys().filter((key) => this.selection.has(key));
  }

  private showTags(): void {
    const captions = this.state.pictures.map(({ caption }) => caption ?? '');
    const counts = tagCounts(captions).slice(0, MOST_TAGS);
    this.bulk.setHasSplitBrackets(captions.some(hasSplitBrackets));
    this.tags.replaceChildren(
      ...counts.map(([tag, count]) => {
        const made = element('button', { type: 'button', class: 'tag' }, `${tag} `, element('span', { class: 'hint' }, String(count))); // prettier-ignore
        made.title = l10n.t('Show the pictures with this tag');
        made.addEventListener('click', () => {
          this.search.value = tag;
          this.bulk.choose(tag);
          this.filter();
        });
        return made;
      }),
    );
  }

  private filter(): void {
    const shown = new Set(this.shownKeys());
    for (const [key, card] of this.cards) card.element.hidden = !shown.has(key);
    this.showSelection();
  }

  private shown(): FormPicture[] {
    const wanted = this.search.value.trim().toLowerCase();
    return this.state.pictures.filter(
      (picture) =>
        `${picture.name} ${picture.caption ?? ''}`.toLowerCase().includes(wanted) &&
        isOfKind(picture, this.which.value),
    );
  }

  private async change(change: FormCaptionChange): Promise<void> {
    const selected = this.selectedKeys();
    const keys = selected.length > 0 ? selected : this.shownKeys();
    try {
      const changed = await this.actions.captions(keys, change);
      this.actions.say(changed === 1 ? l10n.t('1 caption was changed.') : l10n.t('{0} captions were changed.', changed)); // prettier-ignore
    } catch (error) {
      this.actions.say(errorText(error), true);
    }
  }
}

function isOfKind({ problems, caption, lacksTrigger }: FormPicture, kind: string): boolean {
  if (kind === 'problems') return problems.some(({ level }) => level !== 'info');
  if (kind === 'uncaptioned') return (caption ?? '') === '';
  return kind !== 'untriggered' || lacksTrigger;
}
