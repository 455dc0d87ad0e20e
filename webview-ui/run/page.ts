import * as l10n from '@vscode/l10n';
import {
  parsePersisted,
  runHostSide,
  type RunPageState,
  runPageSide,
  type RunPersisted,
  type RunPoints,
  type RunState,
} from '../../src/protocol/run';
import { element, rerenderChanged } from '../shared/dom';
import { connectHost, type Host } from '../shared/host';
import { errorText, StatusLine } from '../shared/statusLine';
import { USUAL_CHOICE } from '../shared/chart/curveChoice';
import { Curve } from './curve';
import { CurveData } from '../shared/chart/curveData';
import { Head } from './head';
import { Lightbox } from './lightbox';
import { hints, lists } from './lists';
import { LogView } from './logView';
import { Samples } from './samples';

/** The page of a run: shows what the host tells of a job, and keeps how the user looks at it. */
export class RunPage {
  private readonly host: Host<typeof runHostSide, typeof runPageSide>;
  private readonly main = element('main');
  private readonly gone = element('p', { class: 'gone', role: 'status' }, l10n.t('Reading the training…'));
  private readonly head: Head;
  private readonly hints = element('div');
  private readonly lists = element('div', { class: 'lists' });
  private readonly status = new StatusLine();
  private readonly data = new CurveData();
  private readonly curve: Curve;
  private readonly samples: Samples;
  private readonly lightbox: Lightbox;
  private readonly log: LogView;
  private state: RunState | undefined;
  private persisted: Omit<RunPersisted, 'id'>;
  private isLoading = false;
  /** All points that were there have come: those that come now belong behind them. */
  private isLoaded = false;

  constructor() {
    this.host = connectHost<typeof runHostSide, typeof runPageSide>(runHostSide, runPageSide, {
      state: (state) => this.show(state),
      points: (points) => this.addPoints(points),
      log: (log) => this.log.add(log),
    });
    const { connection } = this.host;
    this.persisted = parsePersisted(this.host.getState()) ?? {};
    const { smoothing = USUAL_CHOICE.smoothing, logScale = USUAL_CHOICE.logScale } = this.persisted;
    this.head = new Head((command) => this.attempt(() => connection.request('run', { command })));
    this.curve = new Curve(this.data, { smoothing, logScale }, (choice) => this.keep(choice));
    this.lightbox = new Lightbox(
      (key) => this.attempt(() => connection.request('openSample', { key })),
      (key) => this.samples.focus(key),
    );
    const { sampleSize, logFilter, logProblems } = this.persisted;
    this.samples = new Samples(
      (sample) => this.lightbox.show(sample),
      (size) => this.keep({ sampleSize: size }),
      sampleSize,
    );
    this.log = new LogView(
      (text) => this.copy(text),
      ({ text, problems }) => this.keep({ logFilter: text, logProblems: problems }),
      { text: logFilter ?? '', problems: logProblems ?? false },
    );
    this.main.append(
      this.head.element,
      this.status.element,
      this.hints,
      this.curve.element,
      this.samples.element,
      this.lists,
      this.log.element,
    );
    this.main.hidden = true;
    document.body.append(this.main, this.gone, this.lightbox.element);
    window.addEventListener('scroll', () => this.keep({ scroll: Math.round(window.scrollY) }), {
      passive: true,
    });
    void this.start();
  }

  private async start(): Promise<void> {
    const { connection } = this.host;
    const { scroll = 0 } = this.persisted;
    try {
      const state = await connection.request('ready', undefined);
      this.show(state);
      if (state.kind !== 'run') return;
      await this.load();
      this.log.add(await connection.request('log', undefined));
      window.scrollTo(0, scroll);
    } catch (error) {
      this.gone.textContent = `${l10n.t('The training cannot be shown.')} ${errorText(error)}`;
      this.gone.hidden = false;
    }
  }

  /** Asks for points until none are left. */
  private async load(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    try {
      for (;;) {
        const points = await this.host.connection.request('points', { from: this.data.steps.length });
        if (points.from === this.data.steps.length && points.steps.length === 0) break;
        if (!this.data.add(points)) break;
      }
      this.isLoaded = true;
      this.curve.update(this.state);
    } finally {
      this.isLoading = false;
    }
  }

  private addPoints(points: RunPoints): void {
    if (this.isLoading) return;
    if (!this.isLoaded || !this.data.add(points)) this.attempt(() => this.load());
    this.curve.update(this.state);
  }

  private show(state: RunPageState): void {
    this.main.hidden = state.kind !== 'run';
    this.gone.hidden = state.kind === 'run';
    if (state.kind === 'gone') {
      this.gone.textContent = l10n.t('This training is not there any more: {0}', state.id);
      return;
    }
    this.state = state;
    const { connection } = this.host;
    this.head.show(state);
    this.lightbox.update(state.samples, state.prompts);
    this.samples.show(state);
    rerenderChanged(this.hints, state.hints, () => hints(state, { copy: (text) => this.copy(text) }));
    rerenderChanged(this.lists, [state.checkpoints, state.facts], () =>
      lists(state, {
        useCheckpoint: (key) => this.attempt(() => connection.request('useCheckpoint', { key })),
        showStep: (step) => this.samples.mark(step),
        copy: (text) => this.copy(text),
      }),
    );
    this.curve.update(state);
    this.keep({});
  }

  private copy(text: string): void {
    this.attempt(async () => {
      await this.host.connection.request('copy', { text });
      this.status.say(l10n.t('Copied.'));
    });
  }

  private attempt(work: () => Promise<unknown>): void {
    this.status.say('');
    void this.status.attempt(work);
  }

  private keep(changed: Omit<RunPersisted, 'id'>): void {
    this.persisted = { ...this.persisted, ...changed };
    if (this.state) this.host.setState({ ...this.persisted, id: this.state.id });
  }
}
