import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { Dialogs } from '../../platform/dialogs';
import { Emitter } from '../../platform/emitter';
import type { TrainingEditor } from '../trainingEditor';
import { ShownTrainings } from './shownTrainings';
import { startTraining } from './startTraining';
import { TASK_TYPE, trainTask, trainTaskProvider, type TrainTaskDeps } from './trainTask';

export interface RunsDeps {
  readonly dialogs: Dialogs;
  readonly editor: TrainingEditor;
  readonly jobs: () => Promise<Jobs>;
  /** A training file was put into the queue. */
  readonly onQueued: (job: Job) => void;
}

/** Trainings as tasks of VS Code: each runs in a terminal of its own. */
export class TrainingRuns {
  readonly disposable: vscode.Disposable;
  private readonly started = new Emitter<undefined>();
  /** Something was done to a training in this window, or it ended before its eyes. */
  readonly onDidChange = this.started.event;
  private readonly shown = new ShownTrainings();
  private readonly deps: TrainTaskDeps;

  constructor({ dialogs, editor, jobs, onQueued }: RunsDeps) {
    this.deps = {
      jobs,
      shown: this.shown,
      start: async (all, file) => {
        const job = await startTraining(all, editor, file);
        onQueued(job);
        return job;
      },
      onDetached: (job) => void tellDetached(dialogs, job),
      onEnded: () => this.started.fire(undefined),
    };
    this.disposable = vscode.tasks.registerTaskProvider(TASK_TYPE, trainTaskProvider(this.deps));
  }

  /** Something was done to a job in this window. */
  changed(): void {
    this.started.fire(undefined);
  }

  /** Trains a file (absolute path). */
  async train(file: string): Promise<void> {
    this.started.fire(undefined);
    await vscode.tasks.executeTask(
      trainTask(this.deps, { config: file }, l10n.t('Train {0}', basename(file))),
    );
  }

  /** Shows the output of a job: the terminal that it has in this window, else a new one, from its beginning. */
  async show(job: Job): Promise<void> {
    this.started.fire(undefined);
    const name = this.shown.nameOf(job.id);
    const terminal = vscode.window.terminals.find((each) => each.name === name);
    // VS Code would ask whether to end a task that is started again.
    if (terminal) {
      terminal.show();
      // One that was hidden meanwhile may have stayed behind.
      await vscode.commands.executeCommand('workbench.action.terminal.scrollToBottom');
      return;
    }
    await vscode.tasks.executeTask(trainTask(this.deps, { job: job.id }, l10n.t('Training {0}', job.name)));
  }
}

/** A closed panel must not cost ten hours of training; but who meant to stop it can do so now. */
async function tellDetached(dialogs: Dialogs, { id, name }: Job): Promise<void> {
  const [show, save, stop] = [l10n.t('Show'), l10n.t('Stop and Save'), l10n.t('Stop')];
  const text = l10n.t('The training of {0} goes on without its terminal.', name);
  const answer = await dialogs.info(text, show, save, stop);
  if (answer === show) await dialogs.execute('diffusionWorkbench.jobs.show', id);
  if (answer === save) await dialogs.execute('diffusionWorkbench.jobs.stopAndSave', id);
  if (answer === stop) await dialogs.execute('diffusionWorkbench.jobs.stop', id);
}
