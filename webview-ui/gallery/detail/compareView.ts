import * as l10n from '@vscode/l10n';
import type { GalleryDetail } from '../../../src/protocol/gallery';
import { element } from '../../shared/dom';

/** Two pictures over each other: a slider shows more of the one or of the other. */
export class CompareView {
  readonly root = element('div', {
    class: 'compare',
    role: 'group',
    'aria-label': l10n.t('Two pictures compared'),
  });
  private readonly slider = element('input', {
    type: 'range',
    'aria-label': l10n.t('Share of the first picture'),
  });

  constructor() {
    Object.assign(this.slider, { min: '0', max: '100', value: '50' });
    this.slider.addEventListener('input', () => this.slide());
    // The pane's own arrow keys would go to another picture.
    this.slider.addEventListener('keydown', (event) => {
      if (event.key.startsWith('Arrow')) event.stopPropagation();
    });
  }

  show(one: GalleryDetail, other: GalleryDetail, isBlurred: (detail: GalleryDetail) => boolean): void {
    const layer = (detail: GalleryDetail, name: string) => {
      const image = element('img', { class: isBlurred(detail) ? 'is-blurred' : '' });
      image.alt = detail.name;
      image.draggable = false;
      if (detail.source !== undefined) image.src = detail.source;
      return element('div', { class: `layer ${name}` }, image);
    };
    const stage = element(
      'div',
      { class: 'stage' },
      layer(other, 'under'),
      layer(one, 'over'),
      element('span', { class: 'line', 'aria-hidden': 'true' }),
    );
    stage.addEventListener('pointerdown', (event) => this.drag(stage, event));
    const names = element('div', { class: 'compare-names' }, element('bdi', { title: one.path }, one.name), element('bdi', { title: other.path }, other.name)); // prettier-ignore
    this.root.replaceChildren(stage, this.slider, names);
    this.slide();
  }

  private slide(): void {
    this.root.style.setProperty('--share', `${this.slider.value}%`);
  }

  private drag(stage: HTMLElement, event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    const follow = ({ clientX }: PointerEvent) => {
      const { left, width } = stage.getBoundingClientRect();
      this.slider.value = String(Math.round((100 * (clientX - left)) / Math.max(1, width)));
      this.slide();
    };
    follow(event);
    stage.addEventListener('pointermove', follow);
    stage.addEventListener('lostpointercapture', () => stage.removeEventListener('pointermove', follow), { once: true }); // prettier-ignore
  }
}
