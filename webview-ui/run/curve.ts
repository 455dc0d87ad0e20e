import * as l10n from '@vscode/l10n';
import type { RunState } from '../../src/protocol/run';
import { CurveControls, type CurveChoice } from '../shared/chart/curveChoice';
import type { CurveData } from '../shared/chart/curveData';
import { curveSummary } from '../shared/chart/curveSummary';
import { LineChart, type ChartCursor, type ChartMark, type ChartRange } from '../shared/chart/lineChart';
import { short } from '../shared/chart/short';
import { smooth } from '../shared/chart/smooth';
import { firstFrom } from '../shared/chart/thin';
import { button } from '../shared/components';
import { element } from '../shared/dom';

/** Loss and learning rate over the steps, with what the user chose of them. */
export class Curve {
  readonly element = element('section', { class: 'curve', 'aria-label': l10n.t('Loss') });
  private readonly loss: LineChart;
  private readonly rate: LineChart;
  private readonly reading = element('p', { class: 'reading', 'aria-hidden': 'true' });
  private readonly spoken = element('p', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
  private readonly summary = element('p', { class: 'hint summary' });
  private readonly empty = element('p', { class: 'hint' }, l10n.t('No step was trained yet.'));
  private readonly charts = element('div');
  private smoothed: Float64Array = new Float64Array();
  private state: RunState | undefined;
  private isDue = false;

  constructor(
    private readonly data: CurveData,
    private choice: CurveChoice,
    private readonly onChoice: (choice: CurveChoice) => void,
  ) {
    const onRange = (range: ChartRange | undefined) => {
      this.loss.setRange(range);
      this.rate.setRange(range);
    };
    const onCursor = (at: ChartCursor | undefined) => this.read(at);
    const keys = l10n.t('Drag or Ctrl and wheel zooms, Shift and wheel pans, a double click shows all. Keys: + and −, arrows, Home, End, 0; Shift and arrows, or Page Up and Page Down, read the values.'); // prettier-ignore
    this.loss = new LineChart({ label: `${l10n.t('Loss')}. ${keys}`, height: 260, format: short, onRange, onCursor }); // prettier-ignore
    this.rate = new LineChart({ label: l10n.t('Learning rate'), height: 90, format: short, onRange, onCursor }); // prettier-ignore
    const controls = new CurveControls(choice, (chosen) => this.choose(chosen));
    const reset = button({ label: l10n.t('Show All'), key: 'reset', onClick: () => onRange(undefined) });
    this.charts.append(
      this.loss.element,
      element('h3', { class: 'small' }, l10n.t('Learning rate')),
      this.rate.element,
    );
    this.element.append(
      element('div', { class: 'bar' }, element('h2', {}, l10n.t('Loss')), ...controls.elements, reset),
      this.empty,
      this.charts,
      this.reading,
      this.spoken,
      this.summary,
      element('p', { class: 'hint' }, keys),
    );
    this.loss.setLog(choice.logScale);
  }

  /** Something of the data or of the state is new: it is drawn with the next frame. */
  update(state: RunState | undefined): void {
    this.state = state;
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.draw();
    });
  }

  private choose(choice: CurveChoice): void {
    this.choice = choice;
    this.onChoice(choice);
    this.loss.setLog(choice.logScale);
    this.draw();
  }

  private draw(): void {
    const { data, choice, state } = this;
    const hasPoints = data.steps.length > 0;
    this.empty.hidden = hasPoints;
    this.charts.hidden = this.summary.hidden = this.reading.hidden = !hasPoints;
    if (!hasPoints) return;
    this.smoothed = smooth(data.losses, choice.smoothing);
    const marks: ChartMark[] = [
      ...(state?.epochs ?? []).map(({ step }) => ({ x: step, kind: 'epoch' as const })),
      ...(state?.checkpoints ?? []).flatMap(({ step }) =>
        step === undefined ? [] : [{ x: step, kind: 'checkpoint' as const }],
      ),
      ...data.notFinite().map((x) => ({ x, kind: 'error' as const })),
    ];
    this.loss.show(
      [
        { name: 'loss', xs: data.steps, ys: data.losses, color: 0, faint: choice.smoothing > 0 },
        { name: 'smoothed', xs: data.steps, ys: this.smoothed, color: 0, hidden: choice.smoothing === 0 },
      ],
      marks,
    );
    this.rate.element.parentElement?.classList.toggle('no-rate', !data.hasRates);
    if (data.hasRates) this.rate.show([{ name: 'rate', xs: data.steps, ys: data.rates, color: 1 }]);
    this.summary.textContent = curveSummary(data, this.smoothed);
  }

  private read(at: ChartCursor | undefined): void {
    const { data, state } = this;
    if (!at) {
      this.reading.textContent = '';
      return;
    }
    const index = Math.min(firstFrom(data.steps, at.x), data.steps.length - 1);
    const step = data.steps[index] ?? 0;
    const rate = data.rates[index] ?? NaN;
    const isNear = (each: { readonly step?: number }) =>
      each.step !== undefined && Math.abs(each.step - at.x) <= at.near;
    const checkpoint = state?.checkpoints.find(isNear);
    const epoch = state?.epochs.find(isNear);
    const parts = [
      l10n.t('Step {0}', step),
      l10n.t('loss {0}', short(data.losses[index] ?? NaN)),
      this.choice.smoothing > 0 ? l10n.t('smoothed {0}', short(this.smoothed[index] ?? NaN)) : '',
      Number.isFinite(rate) ? l10n.t('learning rate {0}', short(rate)) : '',
      epoch ? l10n.t('epoch {0} ends', epoch.epoch) : '',
      checkpoint?.name ?? '',
    ];
    const text = parts.filter((part) => part !== '').join(' · ');
    this.reading.textContent = text;
    // Who moves the mouse sees it: only what the keyboard finds is said.
    if (at.byKey) this.spoken.textContent = text;
  }
}
