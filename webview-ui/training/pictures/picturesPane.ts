import * as l10n from '@vscode/l10n';
import type {
  FormCaptionChange,
  FormCommand,
  FormPicture,
  FormPictures,
} from '../../../src/protocol/training';
import { button, searchField } from '../../shared/components';
import { element } from '../../shared/dom';
import { errorText } from '../../shared/statusLine';
import { BulkBar } from './bulkBar';
import { PictureCard } from './pictureCard';
import { droppedUris, readBase64 } from './drop';
import { tagCounts } from './tags';

export interface PictureActions {
  readonly run: (command: FormCommand) => void;
  readonly openPicture: (key: string) => void;
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

/** The most that one dropped file may have: more does not go through a webview well. */
const MOST_BYTES = 64 * 1024 * 1024;
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
  private readonly bulk: BulkBar;
  private readonly cards = new Map<string, PictureCard>();
  private state: FormPictures = { trigger: '', pictures: [] };

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
    this.bulk = new BulkBar((change) => void this.change(change));
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
      element('p', { class: 'hint' }, l10n.t('Drop pictures here. From the Explorer of VS Code, hold Shift while you drop. They are copied beside the training file.')), // prettier-ignore
    );
    this.listenToDrops();
  }

  show(state: FormPictures): void {
    this.state = state;
    this.note.hidden = state.note === undefined;
    this.note.textContent = state.note ?? '';
    const has = state.pictures.length > 0;
    this.heading.textContent = has ? l10n.t('Pictures ({0})', state.pictures.length) : l10n.t('Pictures');
    this.tools.hidden = this.bulk.element.hidden = this.tagPanel.hidden = !has;
    const keys = new Set(state.pictures.map(({ key }) => key));
    for (const [key, card] of this.cards) {
      if (keys.has(key)) continue;
      card.element.remove();
      this.cards.delete(key);
    }
    for (const picture of state.pictures) {
      const known = this.cards.get(picture.key);
      if (known) known.update(picture, state.trigger);
      else {
        const card = new PictureCard(picture, state.trigger, this.actions);
        this.cards.set(picture.key, card);
        this.grid.append(card.element);
        const draft = this.actions.drafted(picture.key);
        if (draft !== undefined) card.restore(draft);
      }
    }
    this.showTags();
    this.filter();
  }

  private showTags(): void {
    const counts = tagCounts(this.state.pictures.map(({ caption }) => caption ?? '')).slice(0, MOST_TAGS);
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
    const shown = new Set(this.shown().map(({ key }) => key));
    for (const [key, card] of this.cards) card.element.hidden = !shown.has(key);
    this.bulk.setCount(shown.size);
  }

  private shown(): FormPicture[] {
    const wanted = this.search.value.trim().toLowerCase();
    const { trigger, pictures } = this.state;
    return pictures.filter(
      (picture) =>
        `${picture.name} ${picture.caption ?? ''}`.toLowerCase().includes(wanted) &&
        isOfKind(picture, this.which.value, trigger),
    );
  }

  private async change(change: FormCaptionChange): Promise<void> {
    const keys = this.shown().map(({ key }) => key);
    try {
      const changed = await this.actions.captions(keys, change);
      this.actions.say(changed === 1 ? l10n.t('1 caption was changed.') : l10n.t('{0} captions were changed.', changed)); // prettier-ignore
    } catch (error) {
      this.actions.say(errorText(error), true);
    }
  }

  private listenToDrops(): void {
    const { element: pane } = this;
    pane.addEventListener('dragover', (event) => {
      event.preventDefault();
      pane.classList.add('dragged');
    });
    pane.addEventListener('dragleave', () => pane.classList.remove('dragged'));
    pane.addEventListener('drop', (event) => {
      event.preventDefault();
      pane.classList.remove('dragged');
      if (event.dataTransfer) void this.drop(event.dataTransfer);
    });
  }

  private async drop(data: DataTransfer): Promise<void> {
    try {
      const files = [...data.files];
      const uris = droppedUris(data);
      if (uris.length > 0) await this.actions.dropUris(uris);
      else
        for (const file of files) {
          if (file.size > MOST_BYTES)
            this.actions.say(l10n.t('{0} is too large to be dropped: use Add Pictures.', file.name), true); // prettier-ignore
          else await this.actions.dropFile(file.name, await readBase64(file));
        }
    } catch (error) {
      this.actions.say(errorText(error), true);
    }
  }
}

function isOfKind({ problems, caption }: FormPicture, kind: string, trigger: string): boolean {
  if (kind === 'problems') return problems.some(({ level }) => level !== 'info');
  if (kind === 'uncaptioned') return (caption ?? '') === '';
  return kind !== 'untriggered' || !(caption ?? '').includes(trigger);
}
