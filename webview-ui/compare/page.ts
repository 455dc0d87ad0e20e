import * as l10n from '@vscode/l10n';
import {
  parsePersisted,
  compareHostSide,
  comparePageSide,
  type CompareRun,
  type CompareSample,
  type ComparePersisted,
  type CompareState,
} from '../../src/protocol/compare';
import { CurveData } from '../shared/chart/curveData';
import { CurveControls, USUAL_CHOICE } from '../shared/chart/curveChoice';
import { curveSummary } from '../shared/chart/curveSummary';
import { LineChart } from '../shared/chart/lineChart';
import { smooth } from '../shared/chart/smooth';
import { element, rerender, rerenderChanged } from '../shared/dom';
import { connectHost, type Host } from '../shared/host';
import { errorText, StatusLine } from '../shared/statusLine';
import { short } from '../shared/chart/short';

/** The points of a run, with how often some were taken out by then. */
interface Loaded {
  readonly data: CurveData;
  readonly cuts: number;
}

/** Several runs beside each other: what was set otherwise, how they went, their curves and their samples. */
export class ComparePage {
  private readonly host: Host<typeof compareHostSide, typeof comparePageSide>;
  private readonly main = element('main');
  private readonly table = element('table', { class: 'settings', 'aria-label': l10n.t('What differs') });
  private readonly legend = element('ul', { class: 'legend' });
  private readonly samples = element('table', { class: 'grid', 'aria-label': l10n.t('Samples') });
  private readonly missing = element('p', { class: 'hint', role: 'status' });
  private readonly step = element('input', { type: 'range', id: 'step' });
  /** No live region: the slider itself says its value. */
  private readonly stepText = element('span');
  private readonly samplesSection: HTMLElement;
  private readonly empty = element('p', { class: 'hint' }, l10n.t('No step was trained yet.'));
  private readonly status = new StatusLine();
  private readonly chart: LineChart;
  private readonly points = new Map<string, Loaded>();
  private loading: Promise<void> | undefined;
  private readonly hidden: Set<string>;
  private readonly controls: CurveControls;
  /** What each curve shows, in words. */
  private readonly summaries = element('ul', { class: 'summaries' });
  private readonly all = element('input', { type: 'checkbox', id: 'all-settings' });
  private kept: Partial<ComparePersisted>;
  private state: CompareState | undefined;

  constructor() {
    this.host = connectHost<typeof compareHostSide, typeof comparePageSide>(
      compareHostSide,
      comparePageSide,
      { state: (state) => void this.show(state) },
    );
    this.kept = parsePersisted(this.host.getState()) ?? {};
    this.hidden = new Set(this.kept.hidden);
    const choice = { ...USUAL_CHOICE, ...this.kept };
    this.controls = new CurveControls(choice, (chosen) => {
      this.keep(chosen);
      this.chart.setLog(chosen.logScale);
      this.draw();
    });
    this.all.checked = this.kept.all === true;
    this.all.addEventListener('change', () => {
      this.keep({ all: this.all.checked });
      this.showSettings();
    });
    this.chart = new LineChart({
      label: l10n.t('Smoothed loss of each training. Keys: + and −, arrows, Home, End, 0.'),
      height: 300,
      format: short,
      onRange: (range) => this.chart.setRange(range),
    });
    this.chart.setLog(choice.logScale);
    this.step.addEventListener('input', () => {
      this.keep({ step: Number(this.step.value) });
      // A user who looks at the newest samples sees the next ones, too.
      if (this.step.value === this.step.max) delete this.kept.step;
      this.showSamples();
    });
    window.addEventListener('scroll', () => this.keep({ scroll: Math.round(window.scrollY) }), { passive: true }); // prettier-ignore
    this.samplesSection = element(
      'section',
      { 'aria-label': l10n.t('Samples') },
      element('div', { class: 'bar' }, element('h2', {}, l10n.t('Samples')), element('label', { for: 'step' }, l10n.t('Up to step')), this.step, this.stepText), // prettier-ignore
      element('div', { class: 'scroller' }, this.samples),
    );
    this.main.append(
      element('h1', {}, l10n.t('Compare Trainings')),
      this.status.element,
      this.missing,
      element('section', { 'aria-label': l10n.t('Loss') }, element('div', { class: 'bar' }, element('h2', {}, l10n.t('Loss')), ...this.controls.elements), this.legend, this.empty, this.chart.element, this.summaries), // prettier-ignore
      element('section', { 'aria-label': l10n.t('What differs') }, element('div', { class: 'bar' }, element('h2', {}, l10n.t('What differs')), element('span', { class: 'check' }, this.all, element('label', { for: 'all-settings' }, l10n.t('All settings')))), element('div', { class: 'scroller' }, this.table)), // prettier-ignore
      this.samplesSection,
    );
    document.body.append(this.main);
    void this.start();
  }

  private async start(): Promise<void> {
    try {
      const { scroll = 0 } = this.kept;
      await this.show(await this.host.connection.request('ready', undefined));
      window.scrollTo(0, scroll);
    } catch (error) {
      this.status.say(`${l10n.t('The trainings cannot be compared.')} ${errorText(error)}`, 'bad');
    }
  }

  private async show(state: CompareState): Promise<void> {
    this.state = state;
    this.keep({ ids: [...state.runs.map(({ id }) => id), ...state.missing] });
    this.missing.hidden = state.missing.length === 0;
    this.missing.textContent = l10n.t('Not there any more: {0}', state.missing.join(', '));
    this.showSettings();
    this.showLegend(state.runs);
    const last = Math.max(0, ...state.runs.flatMap(({ samples }) => samples.map(({ step }) => step)));
    if (Number(this.step.max) !== last) {
      this.step.max = String(last);
      this.step.value = String(Math.min(this.kept.step ?? last, last));
    }
    this.samplesSection.hidden = last === 0 && state.runs.every(({ samples }) => samples.length === 0);
    this.showSamples();
    await this.status.attempt(() => this.loadAll());
    this.draw();
  }

  private showSettings(): void {
    const [head = [], ...rows] = this.state?.rows ?? [];
    const shown = this.all.checked ? [...rows, ...(this.state?.alike ?? [])] : rows;
    rerenderChanged(this.table, [head, shown], () => [
      element('thead', {}, element('tr', {}, ...head.map((text) => text === '' ? element('th', {}, element('span', { class: 'spoken' }, l10n.t('Setting'))) : element('th', {}, text)))), // prettier-ignore
      element('tbody', {}, ...shown.map(([label = '', ...values]) => element('tr', {}, element('th', {}, label), ...values.map((value) => element('td', {}, value))))), // prettier-ignore
    ]);
  }

  private keep(changed: Partial<ComparePersisted>): void {
    this.kept = { ...this.kept, ...changed };
    if (this.kept.ids) this.host.setState(this.kept);
  }

  /** One load at a time: what comes meanwhile is asked for by the next one. */
  private async loadAll(): Promise<void> {
    while (this.loading) await this.loading;
    this.loading = (async () => {
      for (const { id } of this.state?.runs ?? []) await this.load(id);
    })();
    try {
      await this.loading;
    } finally {
      this.loading = undefined;
    }
  }

  /** Asks for the points that are new. */
  private async load(id: string): Promise<void> {
    for (;;) {
      const known = this.points.get(id);
      const from = known?.data.steps.length ?? 0;
      const { points, cuts } = await this.host.connection.request('points', { id, from });
      const isCut = known !== undefined && cuts !== known.cuts;
      const data = isCut || !known ? new CurveData() : known.data;
      this.points.set(id, { data, cuts });
      if (isCut && from > 0) continue;
      if (points.steps.length === 0 || !data.add(points)) return;
    }
  }

  private draw(): void {
    const hasPoints = [...this.points.values()].some(({ data }) => data.steps.length > 0);
    this.chart.element.hidden = !hasPoints;
    this.empty.hidden = hasPoints;
    const { smoothing } = this.controls.choice;
    const curves = (this.state?.runs ?? []).map(({ id, name }, index) => {
      const { data = new CurveData() } = this.points.get(id) ?? {};
      const ys = smooth(data.losses, smoothing);
      return { id, summary: curveSummary(data, ys), line: { name, xs: data.steps, ys, color: index, hidden: this.hidden.has(id) } }; // prettier-ignore
    });
    this.chart.show(curves.map(({ line }) => line));
    this.summaries.replaceChildren(
      ...curves
        .filter(({ summary }) => summary !== '')
        .map(({ id, line, summary }) => element('li', { class: 'hint' }, `${line.name} (${id}): ${summary}`)),
    );
  }

  private showLegend(runs: readonly CompareRun[]): void {
    const what = runs.map(({ id, name, state }) => [id, name, state]);
    rerenderChanged(this.legend, what, () =>
      runs.map(({ id, name, state }, index) => {
        const shown = element('input', { type: 'checkbox', id: `shown-${index}`, 'data-key': `shown ${id}` });
        shown.checked = !this.hidden.has(id);
        shown.addEventListener('change', () => {
          if (shown.checked) this.hidden.delete(id);
          else this.hidden.add(id);
          this.keep({ hidden: [...this.hidden] });
          this.draw();
        });
        const open = element('button', { type: 'button', class: 'link', 'data-key': `open ${id}` }, name);
        open.addEventListener('click', () => void this.status.attempt(() => this.host.connection.request('openRun', { id }))); // prettier-ignore
        return element(
          'li',
          {},
          shown,
          element('span', { class: `swatch color-${index % 6}`, 'aria-hidden': 'true' }),
          open,
          element('label', { for: `shown-${index}`, class: 'hint' }, id),
          element('span', { class: 'hint' }, state),
        );
      }),
    );
  }

  /** Of each prompt, the newest sample of each run that is not newer than the chosen step. */
  private showSamples(): void {
    const { runs = [] } = this.state ?? {};
    const limit = Number(this.step.value);
    this.stepText.textContent = String(limit);
    const prompts = [...new Set(runs.flatMap(({ samples }) => samples.map(({ prompt }) => prompt)))];
    const newest = ({ samples }: CompareRun, prompt: string) =>
      samples.filter((sample) => sample.prompt === prompt && sample.step <= limit).at(-1);
    rerender(
      this.samples,
      element('thead', {}, element('tr', {}, element('th', {}, l10n.t('Prompt')), ...runs.map(({ name }) => element('th', {}, name)))), // prettier-ignore
      element(
        'tbody',
        {},
        ...prompts.map((prompt) =>
          element(
            'tr',
            {},
            element('th', {}, prompt),
            ...runs.map((run) => this.cell(run, newest(run, prompt))),
          ),
        ),
      ),
    );
  }

  private cell({ id, name }: CompareRun, sample: CompareSample | undefined): HTMLElement {
    if (!sample) return element('td', {});
    const label = l10n.t('{0}, step {1}: {2}', name, sample.step, sample.prompt);
    const open = element('button', { type: 'button', class: 'sample', 'aria-label': label, 'data-key': `${id} ${sample.key}` }); // prettier-ignore
    const picture = element('img', {});
    picture.loading = 'lazy';
    picture.decoding = 'async';
    picture.alt = '';
    picture.src = sample.thumbnail ?? sample.picture;
    open.append(picture);
    open.addEventListener('click', () => void this.status.attempt(() => this.host.connection.request('openSample', { id, key: sample.key }))); // prettier-ignore
    return element('td', {}, open, element('div', { class: 'hint' }, l10n.t('step {0}', sample.step)));
  }
}
