import * as l10n from '@vscode/l10n';
import { checkpointsOf } from '../../../core/training/jobs/checkpoints';
import { isOver, type Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { Dialogs } from '../../platform/dialogs';

/** What ended longer ago is no news any more: its user has seen it, or a folder of jobs was copied here. */
const NEWS_MS = 24 * 3600 * 1000;

export interface TellDeps {
  readonly dialogs: Dialogs;
  readonly jobs: Pick<Jobs, 'claimTelling'>;
  /** Whether the user looks at this window: of several ones, that one tells. */
  readonly isFocused: () => boolean;
  readonly clock: () => Date;
}

/** Tells the user how trainings ended: each once, in one window, whatever started it. */
export class EndTeller {
  private readonly telling = new Set<string>();

  constructor(private readonly deps: TellDeps) {}

  /** Tells of those that have ended. To be called after each look, and when the window gets the focus. */
  async tell(all: readonly Job[]): Promise<void> {
    const now = this.deps.clock().getTime();
    for (const job of all) {
      const isNews =
        isOver(job) && job.verdict && job.told !== true && now - Date.parse(job.endedAt ?? '') < NEWS_MS;
      if (!isNews || this.telling.has(job.id) || !this.deps.isFocused()) continue;
      this.telling.add(job.id);
      try {
        // It may have been removed meanwhile.
        const isOurs = await this.deps.jobs.claimTelling(job.id).catch(() => false);
        // Not awaited: the message may stay open for hours.
        if (isOurs) void tellEnded(this.deps.dialogs, job);
      } finally {
        this.telling.delete(job.id);
      }
    }
  }
}

/** A notification cannot show a picture: its first button leads to the run view, which has the samples. */
async function tellEnded(dialogs: Dialogs, job: Job): Promise<void> {
  const { id, name, state, verdict, artifact, lora } = job;
  const [show, use, resume] = [l10n.t('Show'), l10n.t('Use Checkpoint…'), l10n.t('Resume')];
  const models = l10n.t('Show in Models');
  const answer = await (state === 'done'
    ? dialogs.info(
        l10n.t('{0} is trained: {1}', name, artifact ?? lora ?? ''),
        show,
        ...(artifact === undefined ? [use] : [models]),
      )
    : dialogs[state === 'error' ? 'error' : 'info'](
        `${name}: ${verdict?.cause ?? ''}`,
        show,
        resume,
        ...(checkpointsOf(job).length > 0 ? [use] : []),
      ));
  if (answer === show) await dialogs.execute('diffusionWorkbench.jobs.openRun', id);
  if (answer === use) await dialogs.execute('diffusionWorkbench.jobs.useCheckpoint', id);
  if (answer === resume) await dialogs.execute('diffusionWorkbench.jobs.resume', id);
  if (answer === models && artifact !== undefined)
    await dialogs.execute('diffusionWorkbench.models.details', artifact);
}
