import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Job } from '../../../core/training/jobs/job';
import { isActiveHere } from '../../../core/training/jobs/jobProcess';
import type { JobProgress } from '../../../core/training/jobs/jobProgress';
import { markdownText } from '../../../core/text/markdownText';
import { progressText } from '../jobs/jobItem';
import type { JobsSnapshot } from '../jobs/jobRows';
import { openJobCommand } from '../jobs/jobsTree';
import { stateText } from '../jobs/stateText';

/** Pixels. */
const SAMPLE_HEIGHT = 160;

/** Shows in the status bar which training runs and how far it is, in every window, whatever started it. */
export class TrainingStatus {
  private readonly item = vscode.window.createStatusBarItem(
    'diffusionWorkbench.training',
    vscode.StatusBarAlignment.Left,
  );
  private shown = '';

  /** @param newestSample the picture that a training drew last, absolute */
  constructor(private readonly newestSample: (job: Job) => Promise<string | undefined>) {
    this.item.name = l10n.t('Training');
  }

  async show({ jobs, queue, told }: JobsSnapshot): Promise<void> {
    const job = jobs.find(isActiveHere);
    if (!job) {
      this.shown = '';
      this.item.hide();
      return;
    }
    const progress = told.get(job.id);
    const sample = await this.newestSample(job);
    const shown = JSON.stringify([job.id, job.state, progress, queue.length, sample]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.item.text = `$(flame) ${textOf(job, progress)}`;
    this.item.tooltip = tooltipOf(job, progress, queue.length, sample);
    this.item.command = openJobCommand(job.id);
    this.item.accessibilityInformation = { label: `${job.name}, ${factsOf(job, progress)}` };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** What the status bar says of the training that runs. A name cannot have icons. */
function textOf(job: Job, progress: JobProgress | undefined): string {
  const name = job.name.replaceAll('$(', '$ (');
  if (job.state !== 'training') return `${name}: ${stateText(job.state)}`;
  const { steps, totalSteps } = progress ?? { steps: 0, totalSteps: 1 };
  return `${name} ${Math.floor((steps / Math.max(1, totalSteps)) * 100)} %`;
}

const factsOf = (job: Job, progress: JobProgress | undefined) =>
  progress ? progressText(progress) : stateText(job.state);

/** The newest sample is as near as VS Code comes to a picture that follows a training. */
function tooltipOf(
  job: Job,
  progress: JobProgress | undefined,
  waiting: number,
  sample: string | undefined,
): vscode.MarkdownString {
  const paragraphs = [
    `**${markdownText(l10n.t('Show the training of {0}', job.name))}**`,
    markdownText(factsOf(job, progress)),
    sample !== undefined &&
      `![${l10n.t('Newest sample')}](${vscode.Uri.file(sample).toString()}|height=${SAMPLE_HEIGHT})`,
    waiting === 1 && l10n.t('One more waits for its turn.'),
    waiting > 1 && l10n.t('{0} more wait for their turn.', waiting),
  ];
  return new vscode.MarkdownString(paragraphs.filter((each) => each !== false).join('\n\n'));
}
