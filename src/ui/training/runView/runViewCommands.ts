import * as vscode from 'vscode';
import { readUtf8 } from '../../../core/json/jsonFile';
import type { Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import { readJobTraining } from '../../../core/training/jobs/prepare/readJobTraining';
import { samplePrompts } from '../../../core/training/run/samples';
import { testPromptsText } from '../../../core/training/run/testPrompts';
import type { RunCommandName } from '../../../protocol/run';
import type { CommandId } from '../../platform/contributions/commandIds';
import type { Dialogs } from '../../platform/dialogs';

/** The buttons that are commands over a job. */
const OF_JOB: Readonly<Partial<Record<RunCommandName, CommandId>>> = {
  saveNow: 'diffusionWorkbench.jobs.saveNow',
  stopAndSave: 'diffusionWorkbench.jobs.stopAndSave',
  stop: 'diffusionWorkbench.jobs.stop',
  resume: 'diffusionWorkbench.jobs.resume',
  showTerminal: 'diffusionWorkbench.jobs.show',
  trainAgain: 'diffusionWorkbench.jobs.trainAgain',
  compare: 'diffusionWorkbench.jobs.compare',
  openTrainingFile: 'diffusionWorkbench.jobs.openTrainingFile',
  openFolder: 'diffusionWorkbench.jobs.openFolder',
};

/** Does what a button of the run view says. */
export async function runViewCommand(
  command: RunCommandName,
  id: string,
  { dialogs, jobs }: { readonly dialogs: Dialogs; readonly jobs: () => Promise<Jobs> },
): Promise<void> {
  const ofJob = OF_JOB[command];
  if (ofJob !== undefined) {
    await dialogs.execute(ofJob, id);
    return;
  }
  const { store } = await jobs();
  const job = await store.read(id);
  const folder = store.folder(id);
  if (command === 'showInModels' && job.artifact !== undefined)
    await dialogs.execute('diffusionWorkbench.models.details', job.artifact);
  if (command === 'testPrompts') await showTestPrompts(job, folder.training);
}

/** As an unsaved file: the user decides where it goes. */
async function showTestPrompts(job: Job, trainingFile: string): Promise<void> {
  const lora = job.artifact ?? job.lora;
  if (lora === undefined) return;
  const { training, toPath } = readJobTraining(job, (await readUtf8(trainingFile)) ?? '');
  const content = testPromptsText(training, await samplePrompts(training, toPath), lora);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
}
