import * as l10n from '@vscode/l10n';
import type { Job } from '../../../core/training/jobs/job';
import { isOver } from '../../../core/training/jobs/job';
import { followJob } from '../../../core/training/jobs/followJob';
import type { Jobs } from '../../../core/training/jobs/jobs';
import { toProblem } from '../../../core/problem/toProblem';
import { visible } from '../../../core/text/visible';
import { Emitter } from '../../platform/emitter';
import type { ShownTrainings } from './shownTrainings';

export interface JobTerminalOptions {
  readonly jobs: () => Promise<Jobs>;
  /** The job to show: found or made when the terminal opens. @throws Problem */
  readonly open: (jobs: Jobs) => Promise<Job>;
  /** Which trainings have a terminal by now. */
  readonly shown: ShownTrainings;
  /** The terminal was closed while the training goes on. */
  readonly onDetached: (job: Job) => void;
  readonly onEnded: (job: Job) => void;
}

const CTRL_C = '\u0003';

/**
 * A terminal that shows a training from its beginning, in the trainer's own words and colours. Ctrl+C saves and stops it,
 * a second one ends it; closing the terminal only stops looking.
 */
export class JobTerminal {
  private readonly write = new Emitter<string>();
  private readonly close_ = new Emitter<number>();
  private readonly name = new Emitter<string>();
  private readonly closed = new AbortController();
  private readonly decoder = new TextDecoder();
  private job: Job | undefined;
  private jobs: Jobs | undefined;
  private interrupts = 0;
  private isCarriageReturn = false;

  readonly onDidWrite = this.write.event;
  readonly onDidClose = this.close_.event;
  readonly onDidChangeName = this.name.event;

  constructor(private readonly options: JobTerminalOptions) {}

  open(): void {
    void this.run();
  }

  close(): void {
    this.closed.abort();
    if (this.job && !isOver(this.job)) this.options.onDetached(this.job);
  }

  handleInput(data: string): void {
    if (data.includes(CTRL_C)) void this.interrupt();
  }

  private async run(): Promise<void> {
    try {
      const jobs = (this.jobs = await this.options.jobs());
      const job = (this.job = await this.options.open(jobs));
      this.name.fire(this.options.shown.open(job));
      const ended = await followJob(jobs, job.id, {
        signal: this.closed.signal,
        onOutput: (bytes) => this.write.fire(this.terminalText(this.decoder.decode(bytes, { stream: true }))),
        onChange: (now) => this.tell(now),
      });
      if (this.closed.signal.aborted) return;
      this.job = ended;
      this.say(endText(ended));
      this.options.onEnded(ended);
      this.close_.fire(ended.state === 'done' ? 0 : 1);
    } catch (error) {
      const { message, advice } = toProblem(error, l10n.t('The training'));
      this.say(`${message} ${advice}`);
      this.close_.fire(1);
    } finally {
      if (this.job) this.options.shown.close(this.job.id);
    }
  }

  private tell(job: Job): void {
    const before = this.job?.state;
    this.job = job;
    if (job.state === before) return;
    if (job.state === 'prepping') this.say(l10n.t('Preparing the pictures…'));
    if (job.state === 'copying') this.say(l10n.t('Copying the LoRA…'));
    const part = job.parts.at(-1);
    if (job.state === 'training' && part && !part.runner && part.why !== undefined) this.say(part.why);
  }

  private async interrupt(): Promise<void> {
    if (!this.job || !this.jobs || isOver(this.job)) return;
    this.interrupts++;
    try {
      // Before it trains, or without the runner, there is nothing that could be saved.
      const canSave = this.job.state === 'queued' || this.job.parts.at(-1)?.runner !== false;
      const isFirst = this.interrupts === 1;
      await this.jobs.request(this.job.id, isFirst && canSave ? 'stop' : 'end');
      this.say(
        isFirst && canSave
          ? l10n.t('Saves and stops at the next step. Press Ctrl+C again to end it without saving.')
          : l10n.t('Ending the training…'),
      );
    } catch (error) {
      this.say(toProblem(error, this.job.name).message);
    }
  }

  private say(text: string): void {
    this.write.fire(`\r\n${visible(text)}\r\n`);
  }

  /** A terminal goes to the next line only by both signs; a program that writes to a file gives one. */
  private terminalText(text: string): string {
    let result = '';
    for (const sign of text) {
      result += sign === '\n' && !this.isCarriageReturn ? '\r\n' : sign;
      this.isCarriageReturn = sign === '\r';
    }
    return result;
  }
}

/** How a training ended. The line of a failure has a form that the problem matcher knows. */
function endText(job: Job): string {
  const { name, verdict, resumable, source } = job;
  if (job.state === 'done') return l10n.t('{0} is trained: {1}', name, job.artifact ?? job.lora ?? '');
  const resume = resumable
    ? ` ${resumable.step === 0 ? l10n.t('It can be started again.') : l10n.t('It can be resumed from step {0}.', resumable.step)}`
    : '';
  const kind = job.state === 'error' ? 'error' : 'info';
  return `${source.file}: ${kind}: ${verdict?.cause ?? job.state}${resume}`;
}
