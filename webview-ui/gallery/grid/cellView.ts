import * as l10n from '@vscode/l10n';
import type { GalleryCell } from '../../../src/protocol/gallery';
import { element, icon } from '../../shared/dom';
import { cellText } from '../labels';
import { blurredPicture } from './blurredPicture';

/** How a cell is shown, apart from what it shows. */
export interface CellLook {
  readonly selected: boolean;
  readonly active: boolean;
  /** It is shown though its level is above the user's. */
  readonly revealed: boolean;
  readonly hole: boolean;
}

/** One cell of the grid. It shows one picture after the other, as rows go out of sight and come again. */
export class CellView {
  readonly element = element('div', { class: 'cell', role: 'gridcell' });
  readonly frame = element('div', { class: 'frame' });
  private readonly badges = element('div', { class: 'badges', 'aria-hidden': 'true' });
  private readonly name = element('bdi', { class: 'name', 'aria-hidden': 'true' });
  private readonly facts = element('bdi', { class: 'about hint', 'aria-hidden': 'true' });
  private picture: HTMLElement | undefined;
  /** Tells whether another picture has to be shown. */
  private kind: string | undefined;
  private cell: GalleryCell | undefined;
  private shown = '';
  /** A video that plays over its poster. */
  private video: HTMLVideoElement | undefined;

  constructor() {
    this.element.draggable = true;
    this.frame.append(this.badges);
    this.element.append(this.frame, this.name, this.facts);
  }

  /** What it shows. */
  get current(): GalleryCell | undefined {
    return this.cell;
  }

  show(place: number, cell: GalleryCell | undefined, look: CellLook): void {
    const { element: box } = this;
    box.dataset.place = String(place);
    box.tabIndex = look.active ? 0 : -1;
    box.setAttribute('aria-selected', String(look.selected));
    const isBlurred = cell?.blurred === true && !look.revealed;
    if (isBlurred || this.cell?.path !== cell?.path) this.stop();
    box.classList.toggle('blurred', isBlurred);
    box.classList.toggle('hole', look.hole);
    const what = JSON.stringify([cell, isBlurred, look.hole]);
    if (what !== this.shown) {
      this.shown = what;
      this.cell = cell;
      this.write(cell, look, isBlurred);
    }
    this.showPicture(cell, look, isBlurred);
  }

  /** Plays the video, muted and over and over, over its poster. */
  play(): HTMLVideoElement | undefined {
    if (this.video || this.cell?.source === undefined || this.element.classList.contains('blurred'))
      return undefined;
    const video = element('video', { class: 'picture', 'aria-hidden': 'true' });
    video.muted = video.loop = video.playsInline = true;
    video.disablePictureInPicture = true;
    video.src = this.cell.source;
    this.frame.insertBefore(video, this.badges);
    this.video = video;
    // It stops before it began where the mouse only passes.
    video.play().catch(() => undefined);
    return video;
  }

  stop(): void {
    if (!this.video) return;
    this.video.pause();
    // Only without an address it lets go of what it has loaded.
    this.video.removeAttribute('src');
    this.video.load();
    this.video.remove();
    this.video = undefined;
  }

  private write(cell: GalleryCell | undefined, look: CellLook, isBlurred: boolean): void {
    this.element.setAttribute(
      'aria-label',
      look.hole ? l10n.t('No longer there') : cell ? cellText(cell, !isBlurred) : l10n.t('Loading'),
    );
    this.name.textContent = cell?.name ?? '';
    this.name.title = cell?.name ?? '';
    this.facts.textContent = this.facts.title = cell?.facts ?? '';
    this.facts.hidden = cell?.kind !== 'model';
    this.badges.replaceChildren(...(cell && !look.hole ? badgesOf(cell, isBlurred) : []));
  }

  private showPicture(cell: GalleryCell | undefined, look: CellLook, isBlurred: boolean): void {
    const address = look.hole ? undefined : cell?.thumbnail;
    const kind = `${isBlurred ? 'blurred ' : ''}${address ?? (look.hole ? 'hole' : (cell?.problem ?? cell?.kind ?? ''))}`;
    if (kind === this.kind && this.picture) return;
    this.put(kind, address === undefined ? standIn(cell, look.hole) : this.image(kind, address, isBlurred));
  }

  private put(kind: string | undefined, picture: HTMLElement | undefined): void {
    this.picture?.remove();
    this.kind = kind;
    this.picture = picture;
    if (picture) this.frame.prepend(picture);
  }

  /** Always another element: one that gets another address shows the picture before until that is loaded. */
  private image(kind: string, address: string, isBlurred: boolean): HTMLElement {
    const image = element('img', { class: 'picture' });
    image.decoding = 'async';
    image.draggable = false;
    image.alt = '';
    const shown = isBlurred ? blurredPicture(image) : image;
    image.addEventListener('error', () => {
      if (this.picture === shown) this.put(kind, problem(l10n.t('The thumbnail cannot be loaded.')));
    });
    image.src = address;
    return shown;
  }
}

function standIn(cell: GalleryCell | undefined, isHole: boolean): HTMLElement | undefined {
  if (isHole) return problem(l10n.t('No longer there'), 'circle-slash');
  if (cell?.problem !== undefined) return problem(cell.problem);
  if (cell?.kind === 'model') return noPreview();
  return undefined;
}

function noPreview(): HTMLElement {
  const made = problem(l10n.t('No preview'), 'file-media');
  // Nothing is wrong with it.
  made.classList.add('no-preview');
  return made;
}

function problem(text: string, name = 'warning'): HTMLElement {
  return element('div', { class: 'picture problem' }, icon(name), element('span', {}, text));
}

function badgesOf(cell: GalleryCell, isBlurred: boolean): HTMLElement[] {
  const badge = (name: string, title: string, ...children: (Node | string)[]) =>
    element('span', { class: `badge ${name}`, title }, ...children);
  const made: HTMLElement[] = [];
  const level = cell.level === '?' ? l10n.t('NSFW level unknown') : l10n.t('NSFW level');
  // The user's own pictures have none.
  if (cell.level !== '') made.push(badge('level', level, cell.level));
  if (cell.favourite) made.push(badge('favourite', l10n.t('Favourite'), icon('heart-filled')));
  if (cell.rating) made.push(badge('rating', l10n.t('Rating'), `${cell.rating} ★`));
  if (cell.copies) made.push(badge('copies', l10n.t('Copies elsewhere'), icon('copy'), String(cell.copies)));
  if (cell.kind === 'video') made.push(badge('video', l10n.t('Video'), icon('play')));
  // A cell is no place for a button in the order of tabs: by keyboard it is R.
  if (isBlurred && cell.problem === undefined)
    made.push(element('span', { class: 'reveal', title: l10n.t('Show (R)') }, icon('eye')));
  return made;
}
