import * as l10n from '@vscode/l10n';
import pLimit from 'p-limit';
import * as vscode from 'vscode';
import { isActive, type Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { CommandId } from '../../platform/contributions/commandIds';
import { stateText } from './jobCommands';

/** How often it is looked whether a job whose processes died is over: nothing tells of that. */
const LOOK_MS = 10_000;

/**
 * Shows in the status bar which training runs and how far it is, in every window, whatever started it. It also gives the
 * next one its turn, and finds those that a crash left behind.
 */
export class TrainingStatus {
  private readonly item = vscode.window.createStatusBarItem(
    'diffusionWorkbench.training',
    vscode.StatusBarAlignment.Left,
  );
  private readonly looking = pLimit(1);
  private readonly stop: () => void;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly jobs: Jobs,
    private readonly onError: (error: unknown) => void,
  ) {
    this.item.name = l10n.t('Training');
    this.stop = jobs.watch(() => this.look());
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  private look(): void {
    // One that waits will see what is new.
    if (this.looking.pendingCount > 0) return;
    void this.looking(async () => {
      try {
        await this.jobs.startNext();
        const all = await this.jobs.list();
        const job = all.find(isActive);
        if (job)
          this.show(
            job,
            await this.jobs.progressOf(job.id),
            all.filter(({ state }) => state === 'queued').length,
          );
        else this.item.hide();
      } catch (error) {
        this.onError(error);
      }
    });
  }

  private show(job: Job, progress: number, waiting: number): void {
    const { text, tooltip } = statusOf(job, progress, waiting);
    this.item.text = `$(flame) ${text}`;
    this.item.tooltip = tooltip;
    const command: CommandId = 'diffusionWorkbench.jobs.open';
    this.item.command = { command, title: l10n.t('Show Training'), arguments: [job.id] };
    this.item.show();
  }

  dispose(): void {
    this.stop();
    clearInterval(this.timer);
    this.item.dispose();
  }
}

/** What the status bar says of the training that runs. A name cannot have icons. */
function statusOf(job: Job, progress: number, waiting: number): { text: string; tooltip: string } {
  const name = job.name.replaceAll('$(', '$ (');
  const text =
    job.state === 'training' ? `${name} ${Math.floor(progress * 100)} %` : `${name}: ${stateText(job.state)}`;
  const next = waiting === 0 ? '' : `\n${l10n.t('{0} more wait for their turn.', waiting)}`;
  return { text, tooltip: `${l10n.t('Show the training of {0}', job.name)}${next}` };
}
