import * as l10n from '@vscode/l10n';
import type { GalleryDetail, GalleryMarks } from '../../../src/protocol/gallery';
import { button } from '../../shared/components';
import { element, rerender } from '../../shared/dom';
import { iconButton } from '../actions/actionsBar';
import { commandsFor, type PictureCommand } from '../actions/commands';
import { CompareView } from './compareView';
import { type CopiedText, section, textSections } from './detailTexts';
import { marksRow, tagsList } from './marksRow';
import { type ModelAction, modelsSection } from './usedModels';
import { Viewer } from './viewer';

export interface DetailEvents {
  readonly load: (place: number) => Promise<GalleryDetail | undefined>;
  /** To the picture before or after. */
  readonly onStep: (step: 1 | -1) => void;
  readonly onClose: () => void;
  readonly onCopy: (what: CopiedText) => void;
  readonly onRun: (command: PictureCommand) => void;
  readonly onMark: (marks: GalleryMarks) => void;
  /** @param place of the picture that was made with it */
  readonly onModel: (place: number, model: number, how: ModelAction) => void;
  /** Shows the file of a copy, by its number. */
  readonly onFile: (place: number, copy: number) => void;
  readonly onMore: (kind: GalleryDetail['kind'], x: number, y: number) => void;
  /** Opens the pictures of a model. */
  readonly onPictures: (path: string) => void;
  /** Address of the thumbnail, where the grid has it. */
  readonly thumbnailOf: (path: string) => string | undefined;
  readonly isRevealed: (path: string) => boolean;
  readonly onReveal: (path: string) => void;
  readonly failed: (error: unknown) => void;
}

/** Commands that have a button of their own; the others are in the menu. */
const BUTTONS: readonly PictureCommand[] = ['insertPrompt', 'sendToPromptFile', 'savePrompt', 'setAsPreview'];

/** One picture with all that is known of it. It stays while the user goes from picture to picture. */
export class DetailPane {
  readonly root = element('aside', { class: 'detail', 'aria-labelledby': 'detail-title' });
  private readonly title = element('h2', { id: 'detail-title' });
  private readonly folder = element('p', { class: 'hint folder' });
  private readonly viewer = new Viewer(() => this.reveal());
  private readonly compare = new CompareView();
  private readonly marks = element('div', { class: 'detail-marks' });
  private readonly text = element('div', { class: 'detail-text' });
  private readonly more: HTMLElement;
  private shown: GalleryDetail | undefined;
  private place = 0;
  /** The two that are compared. */
  private pair: readonly [GalleryDetail, GalleryDetail] | undefined;
  /** What was shown before, against which changed words are marked. */
  private before: GalleryDetail | undefined;
  private wanted: readonly [number, number?] = [0];
  private loading = false;

  constructor(private readonly events: DetailEvents) {
    this.more = iconButton(l10n.t('More Actions…'), 'ellipsis', 'detail more', () => {
      const { left, bottom } = this.more.getBoundingClientRect();
      if (this.shown) events.onMore(this.shown.kind, left, bottom);
    });
    const head = element(
      'div',
      { class: 'detail-head' },
      this.title,
      iconButton(l10n.t('Previous'), 'arrow-left', 'previous', () => events.onStep(-1)),
      iconButton(l10n.t('Next'), 'arrow-right', 'next', () => events.onStep(1)),
      iconButton(l10n.t('Fit or 100 %'), 'screen-full', 'fit', () => this.viewer.toggle()),
      this.more,
      iconButton(l10n.t('Close (Esc)'), 'close', 'close detail', () => events.onClose()),
    );
    this.root.append(head, this.viewer.root, this.compare.root, this.marks, this.text);
    this.compare.root.hidden = true;
    this.root.hidden = true;
    this.root.addEventListener('keydown', (event) => this.pressed(event));
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** Shows the picture at a place, or two over each other. Of several calls while one is read only the last counts. */
  async show(places: readonly [number, number?]): Promise<void> {
    this.root.hidden = false;
    // It may get the focus before what it shows has come.
    if (places[1] === undefined) this.showFrame(this.viewer.root);
    this.wanted = places;
    if (this.loading) return;
    this.loading = true;
    try {
      let wanted = places;
      for (;;) {
        const [one, two] = wanted;
        const first = await this.events.load(one);
        const second = two === undefined ? undefined : await this.events.load(two);
        if (!this.isOpen) return;
        if (this.wanted !== wanted) {
          wanted = this.wanted;
          continue;
        }
        if (first && second) this.becomeTwo(first, second, two ?? one);
        else if (first) this.become(first, one);
        return;
      }
    } catch (error) {
      this.events.failed(error);
    } finally {
      this.loading = false;
    }
  }

  /** What is known of the pictures at these places is out of date. */
  altered(places: readonly number[]): void {
    const [one, two] = this.wanted;
    const isShown = places.includes(one) || (two !== undefined && places.includes(two));
    // Another pair, so that what is being read meanwhile is read once more.
    if (this.isOpen && isShown) void this.show(two === undefined ? [one] : [one, two]);
  }

  close(): void {
    this.root.hidden = true;
    this.before = this.shown = this.pair = undefined;
    // A video plays on in an element that is not seen.
    this.viewer.root.replaceChildren();
  }

  focus(): void {
    this.viewer.root.focus({ preventScroll: true });
  }

  /** The picture is blurred no more, or again. */
  refreshBlur(): void {
    if (this.shown) this.showPicture(this.shown);
    if (this.pair) this.compare.show(...this.pair, (detail) => this.isBlurred(detail));
  }

  private become(detail: GalleryDetail, place: number): void {
    const { shown } = this;
    const isSame = shown?.path === detail.path;
    if (!isSame) this.before = shown ?? this.before;
    // Marks that were changed need no other picture, but another level to blur above may.
    const isAsBefore =
      isSame && shown.source === detail.source && this.isBlurred(shown) === this.isBlurred(detail);
    if (!isAsBefore) this.showPicture(detail);
    this.shown = detail;
    this.place = place;
    this.pair = undefined;
    this.showFrame(this.viewer.root);
    this.title.textContent = detail.name;
    this.title.title = detail.path;
    this.folder.textContent = detail.folder;
    const { onMark } = this.events;
    rerender(
      this.marks,
      ...(detail.kind === 'model' ? [] : [marksRow(detail, onMark)]),
      ...this.buttons(detail),
    );
    rerender(this.text, ...this.sections(detail));
    if (!isSame) this.text.scrollTop = 0;
  }

  private becomeTwo(one: GalleryDetail, other: GalleryDetail, place: number): void {
    this.shown = one;
    this.become(other, place);
    this.pair = [one, other];
    this.title.textContent = l10n.t('Comparison');
    this.showFrame(this.compare.root);
    this.compare.show(one, other, (detail) => this.isBlurred(detail));
  }

  private buttons(detail: GalleryDetail): HTMLElement[] {
    const made = commandsFor(detail.kind, 1)
      .filter(({ command }) => BUTTONS.includes(command))
      .filter(
        ({ command }) => detail.prompt !== undefined || command === 'setAsPreview' || detail.kind === 'model',
      )
      .filter(({ command }) => command !== 'setAsPreview' || detail.exampleOf !== undefined)
      .map(({ command, label, icon }, index) =>
        index === 0 && command === 'insertPrompt'
          ? button({ label, icon, primary: true, key: command, onClick: () => this.events.onRun(command) })
          : iconButton(label, icon, command, () => this.events.onRun(command)),
      );
    if (detail.kind !== 'model') return made;
    const pictures = button({ label: l10n.t('Show Pictures'), key: 'pictures', onClick: () => this.events.onPictures(detail.path) }); // prettier-ignore
    return [...made, pictures];
  }

  private sections(detail: GalleryDetail): HTMLElement[] {
    const parts: (HTMLElement | undefined)[] = [this.folder];
    if (detail.problem !== undefined && detail.source !== undefined)
      parts.push(element('p', { class: 'warning' }, detail.problem));
    parts.push(...textSections(detail, this.before, (what) => this.events.onCopy(what)));
    parts.push(modelsSection(detail, (model, how) => this.events.onModel(this.place, model, how)));
    if (detail.kind !== 'model')
      parts.push(section(l10n.t('Tags'), undefined, tagsList(detail, this.events.onMark)));
    if (detail.exampleOf) {
      const { path, name } = detail.exampleOf;
      const open = element('button', { type: 'button', class: 'link', 'data-key': 'example of' }, name);
      open.addEventListener('click', () => this.events.onPictures(path));
      parts.push(section(l10n.t('Example of'), undefined, open));
    }
    if (detail.copies.length > 0) {
      const copies = detail.copies.map((path, index) => {
        const open = element('button', { type: 'button', class: 'link', 'data-key': `copy ${index}` }, path);
        open.addEventListener('click', () => this.events.onFile(this.place, index));
        return element('li', { class: 'path' }, open);
      });
      parts.push(section(l10n.t('The same picture'), undefined, element('ul', {}, ...copies)));
    }
    return parts.filter((part) => part !== undefined);
  }

  private showFrame(frame: HTMLElement): void {
    for (const each of [this.viewer.root, this.compare.root]) each.hidden = each !== frame;
  }

  private showPicture(detail: GalleryDetail): void {
    this.viewer.show(detail, this.isBlurred(detail), this.events.thumbnailOf(detail.path));
  }

  private isBlurred({ blurred, path }: GalleryDetail): boolean {
    return blurred && !this.events.isRevealed(path);
  }

  private reveal(): void {
    for (const { path, blurred } of this.pair ?? (this.shown ? [this.shown] : []))
      if (blurred) this.events.onReveal(path);
  }

  private pressed(event: KeyboardEvent): void {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLInputElement && event.key !== 'Escape') return;
    if (this.viewer.key(event)) event.preventDefault();
    else if (event.key === 'Escape') this.events.onClose();
    else if (event.key === 'r' && [this.shown, ...(this.pair ?? [])].some((each) => each?.blurred))
      this.reveal(); // prettier-ignore
    else if (target instanceof HTMLVideoElement) return;
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') this.events.onStep(-1);
    else if (event.key === 'ArrowRight' || event.key === 'ArrowDown') this.events.onStep(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
