import * as l10n from '@vscode/l10n';
import { element } from '../dom';

/** How a user looks at curves. */
export interface CurveChoice {
  /** 0 as it is, towards 1 smoother. */
  readonly smoothing: number;
  readonly logScale: boolean;
}

export const USUAL_CHOICE: CurveChoice = { smoothing: 0.9, logScale: false };

/** The controls above curves: smoothing and the scale. */
export class CurveControls {
  readonly elements: readonly HTMLElement[];
  private readonly smoothing = element('input', { type: 'range', id: 'smoothing' });
  private readonly logScale = element('input', { type: 'checkbox', id: 'log-scale' });

  constructor({ smoothing, logScale }: CurveChoice, onChoice: (choice: CurveChoice) => void) {
    this.smoothing.min = '0';
    this.smoothing.max = '0.99';
    this.smoothing.step = '0.01';
    this.smoothing.value = String(smoothing);
    this.logScale.checked = logScale;
    this.smoothing.addEventListener('input', () => onChoice(this.choice));
    this.logScale.addEventListener('change', () => onChoice(this.choice));
    this.elements = [
      element('label', { for: 'smoothing' }, l10n.t('Smoothing')),
      this.smoothing,
      element('span', { class: 'check' }, this.logScale, element('label', { for: 'log-scale' }, l10n.t('Log scale'))), // prettier-ignore
    ];
  }

  get choice(): CurveChoice {
    return { smoothing: Number(this.smoothing.value), logScale: this.logScale.checked };
  }
}
