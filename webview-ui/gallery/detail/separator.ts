import * as l10n from '@vscode/l10n';
import { element } from '../../shared/dom';

const LEAST = 240;
const STEP = 24;

/** The edge between the grid and the pane at its right, which the user moves by mouse or keys. */
export class Separator {
  readonly root = element('div', { class: 'separator', role: 'separator', 'aria-label': l10n.t('Width of the detail pane') }); // prettier-ignore

  /** @param onMoved told the pixels that the pane is wide, at the end of a move */
  constructor(
    private readonly pane: HTMLElement,
    private readonly onMoved: (width: number) => void,
  ) {
    this.root.tabIndex = 0;
    this.root.setAttribute('aria-orientation', 'vertical');
    this.root.addEventListener('pointerdown', (event) => this.pressed(event));
    this.root.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.onMoved(this.resize(this.pane.clientWidth + step));
    });
  }

  /** @returns the width that there is room for */
  resize(width: number): number {
    const most = Math.max(LEAST, document.body.clientWidth * 0.75);
    const held = Math.round(Math.max(LEAST, Math.min(most, width)));
    this.pane.style.setProperty('--pane-width', `${held}px`);
    this.root.setAttribute('aria-valuenow', String(held));
    this.root.setAttribute('aria-valuemin', String(LEAST));
    this.root.setAttribute('aria-valuemax', String(Math.round(most)));
    return held;
  }

  private pressed(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    const move = ({ clientX }: PointerEvent) =>
      this.resize(this.pane.getBoundingClientRect().right - clientX);
    this.root.addEventListener('pointermove', move);
    const end = () => {
      this.root.removeEventListener('pointermove', move);
      this.onMoved(this.pane.clientWidth);
    };
    this.root.addEventListener('lostpointercapture', end, { once: true });
  }
}
