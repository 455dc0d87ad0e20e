import * as l10n from '@vscode/l10n';
import type { GalleryDetail } from '../../../src/protocol/gallery';
import { element, icon } from '../../shared/dom';
import { blurOf, type Extent, fitted, panned, type Zoomed, zoomedAt } from './zoom';

const KEY_FACTOR = 1.25;
const PAN_STEP = 60;

/** One picture or video, as large as there is room; zoomed by wheel, keys and double click, moved by the mouse. */
export class Viewer {
  readonly root = element('div', { class: 'viewer', role: 'group', 'aria-label': l10n.t('Picture') });
  private image: HTMLImageElement | undefined;
  private extent: Extent = { width: 1, height: 1 };
  /** Undefined while all of the picture is shown. */
  private zoomed: Zoomed | undefined;
  private readonly note = element('span', { class: 'zoom-note', role: 'status' });

  /** @param onReveal the user wants to see a blurred picture */
  constructor(private readonly onReveal: () => void) {
    this.root.tabIndex = 0;
    this.root.addEventListener('wheel', (event) => this.wheeled(event), { passive: false });
    this.root.addEventListener('dblclick', (event) => this.toggle(this.pointOf(event)));
    this.root.addEventListener('pointerdown', (event) => this.pressed(event));
    new ResizeObserver(() => this.place(this.zoomed)).observe(this.root);
  }

  get isZoomed(): boolean {
    return this.zoomed !== undefined;
  }

  /** @param thumbnail is shown until the picture itself is loaded, and as the poster of a video */
  show(detail: GalleryDetail, isBlurred: boolean, thumbnail: string | undefined): void {
    this.image = this.zoomed = undefined;
    this.root.replaceChildren();
    this.root.classList.toggle('blurred', isBlurred);
    const { source, name, width, height } = detail;
    if (source === undefined) {
      const why = detail.problem ?? l10n.t('It cannot be shown here.');
      this.root.append(element('div', { class: 'problem' }, icon('warning'), element('p', {}, why)));
      return;
    }
    if (detail.kind === 'video') this.root.append(videoOf(source, name, isBlurred, thumbnail));
    else this.showImage(source, name, { width, height }, thumbnail);
    if (isBlurred) this.root.append(this.revealButton());
    this.root.append(this.note);
  }

  /** @returns whether the key was one of the viewer's own */
  key(event: KeyboardEvent): boolean {
    const step = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === '+' || event.key === '=') this.zoomBy(KEY_FACTOR, this.middle);
    else if (event.key === '-') this.zoomBy(1 / KEY_FACTOR, this.middle);
    else if (step && this.zoomed) this.pan((step[0] ?? 0) * PAN_STEP, (step[1] ?? 0) * PAN_STEP);
    else if (event.key === 'Escape' && this.zoomed) this.place(undefined);
    else return false;
    return true;
  }

  /** All of the picture, or each of its pixels as one of the screen. */
  toggle(point = this.middle): void {
    if (!this.image) return;
    if (this.zoomed) this.place(undefined);
    else this.zoomBy(1 / fitted(this.extent, this.frame).scale, point);
  }

  private showImage(source: string, name: string, extent: Extent, thumbnail: string | undefined): void {
    const image = element('img', {});
    image.draggable = false;
    image.decoding = 'async';
    image.alt = name;
    this.image = image;
    this.extent = { width: Math.max(1, extent.width), height: Math.max(1, extent.height) };
    image.addEventListener('load', () => {
      if (this.image !== image) return;
      this.extent = { width: image.naturalWidth || 1, height: image.naturalHeight || 1 };
      image.style.backgroundImage = '';
      this.place(this.zoomed);
    });
    image.addEventListener('error', () => {
      if (this.image !== image) return;
      image.replaceWith(element('div', { class: 'problem' }, icon('warning'), element('p', {}, l10n.t('The picture cannot be loaded.')))); // prettier-ignore
      this.image = undefined;
    });
    if (thumbnail !== undefined && extent.width > 0)
      image.style.backgroundImage = `url("${CSS.escape(thumbnail)}")`;
    image.src = source;
    this.root.append(image);
    this.place(undefined);
  }

  private revealButton(): HTMLElement {
    const reveal = element('button', { type: 'button', class: 'reveal', title: l10n.t('Show (R)'), 'aria-label': l10n.t('Show the blurred picture') }, icon('eye')); // prettier-ignore
    reveal.addEventListener('click', () => this.onReveal());
    return reveal;
  }

  private get frame(): Extent {
    return { width: this.root.clientWidth, height: this.root.clientHeight };
  }

  private get middle(): { x: number; y: number } {
    return { x: this.frame.width / 2, y: this.frame.height / 2 };
  }

  private pointOf(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.root.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private wheeled(event: WheelEvent): void {
    if (!this.image) return;
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY / 400), this.pointOf(event));
  }

  private zoomBy(factor: number, point: { x: number; y: number }): void {
    if (!this.image) return;
    const from = this.zoomed ?? fitted(this.extent, this.frame);
    const to = zoomedAt(from, factor, point, this.extent, this.frame);
    this.place(to.scale > fitted(this.extent, this.frame).scale ? to : undefined);
  }

  private pan(x: number, y: number): void {
    if (this.zoomed) this.place(panned(this.zoomed, x, y, this.extent, this.frame));
  }

  private place(zoomed: Zoomed | undefined): void {
    this.zoomed = zoomed;
    this.root.classList.toggle('zoomed', zoomed !== undefined);
    if (!this.image) return;
    const { scale, x, y } = zoomed ?? fitted(this.extent, this.frame);
    this.image.style.width = `${this.extent.width}px`;
    this.image.style.height = `${this.extent.height}px`;
    this.image.style.setProperty('--blur', `${blurOf(this.extent)}px`);
    this.image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.note.textContent = zoomed ? `${Math.round(scale * 100)} %` : '';
  }

  private pressed(event: PointerEvent): void {
    if (event.button !== 0 || !this.zoomed) return;
    event.preventDefault();
    this.root.focus({ preventScroll: true });
    this.root.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => this.pan(moved.movementX, moved.movementY);
    this.root.addEventListener('pointermove', move);
    const end = () => this.root.removeEventListener('pointermove', move);
    this.root.addEventListener('lostpointercapture', end, { once: true });
  }
}

function videoOf(
  source: string,
  name: string,
  isBlurred: boolean,
  poster: string | undefined,
): HTMLVideoElement {
  const video = element('video', { 'aria-label': name });
  video.controls = !isBlurred;
  video.loop = true;
  video.preload = 'metadata';
  if (poster !== undefined) video.poster = poster;
  video.src = source;
  return video;
}
