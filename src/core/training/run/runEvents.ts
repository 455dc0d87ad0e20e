import type { LogEvent, RunnerEvent, StepEvent } from '../log/events';
import { createRunSummary, type RunSummary } from '../verdict/runSummary';
import type { JobPart } from '../jobs/job';
import { Curve } from './curve';

/** Where an epoch ended. */
export interface EpochMark {
  readonly epoch: number;
  /** Steps of the whole job. */
  readonly step: number;
}

/** How far the trainer is, by its last step. */
export interface RunSpeed {
  readonly step: number;
  readonly total: number;
  readonly loss?: number | undefined;
  readonly secondsPerStep?: number | undefined;
  readonly secondsLeft?: number | undefined;
}

type Offsets = Pick<JobPart, 'number' | 'stepOffset' | 'nameOffset'>;

/** Steps that no one would list; the oldest are forgotten. */
const MOST_EPOCHS = 10_000;

/** What the events of a job come to, for a view of it. Of bounded size, but for the curve. */
export class RunEvents {
  readonly curve = new Curve();
  /** The losses are those of single steps, as our runner tells them; else the mean of the bar. */
  exact = false;
  epochs: EpochMark[] = [];
  epochCount: number | undefined;
  /** The epoch that trains now. */
  epoch: number | undefined;
  speed: RunSpeed | undefined;
  /** What the newest part came to; undefined before the first event. */
  part: RunSummary | undefined;
  /** Steps without a finite loss, in all parts. */
  notFinite = 0;
  /** Pictures without a caption that the newest part has found. */
  captionsMissing = 0;
  /** The number of that part; 0 before the first event. */
  number = 0;
  private isWatched = false;
  private lastBar = -1;

  /** @param of the part that the event is of */
  add(event: LogEvent, of: Offsets): void {
    if (of.number !== this.number) this.enter(of);
    this.part?.add(event);
    if (event.type === 'runner') this.onRunner(event, of);
    else if (event.type === 'step') this.onBar(event, of);
    else if (event.type === 'epoch') this.onEpoch(event.epoch, event.epochs);
    // Each folder of pictures is told of by itself.
    else if (event.type === 'captions_missing') this.captionsMissing += event.count;
  }

  /** Forgets all: the events come again from the first one on. */
  clear(): void {
    this.curve.clear();
    this.exact = this.isWatched = false;
    this.epochs = [];
    this.epochCount = this.epoch = this.speed = this.part = undefined;
    this.notFinite = this.captionsMissing = this.number = 0;
    this.lastBar = -1;
  }

  private onRunner({ event, step, loss, rate }: RunnerEvent, { nameOffset }: Offsets): void {
    if (event === 'ready') this.isWatched = this.exact = true;
    if (event === 'unavailable') this.isWatched = false;
    if (event !== 'step' || step === undefined) return;
    if (!Number.isFinite(loss)) this.notFinite++;
    this.curve.add(step + nameOffset, loss, rate);
  }

  private onBar(event: StepEvent, { stepOffset }: Offsets): void {
    const { total, loss, secondsPerStep, secondsLeft } = event;
    const step = event.step + stepOffset;
    this.speed = { step, total: total + stepOffset, loss, secondsPerStep, secondsLeft };
    if (this.isWatched || event.step === 0) return;
    // The first refresh of a step still has the loss of the one before.
    if (step === this.lastBar) this.curve.amend(loss);
    else this.curve.add(step, loss, undefined);
    this.lastBar = step;
  }

  /** It is told when one begins. */
  private onEpoch(epoch: number, epochs: number): void {
    this.epochCount = epochs;
    if (this.epoch !== undefined && epoch > this.epoch && this.speed)
      this.epochs.push({ epoch: this.epoch, step: this.speed.step });
    if (this.epochs.length > MOST_EPOCHS) this.epochs.shift();
    this.epoch = epoch;
  }

  private enter({ number, stepOffset }: Offsets): void {
    this.number = number;
    this.part = createRunSummary();
    this.isWatched = false;
    this.lastBar = -1;
    this.speed = undefined;
    this.epoch = undefined;
    this.captionsMissing = 0;
    this.epochs = this.epochs.filter(({ step }) => step <= stepOffset);
  }
}
