import * as l10n from '@vscode/l10n';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';
import { Problem } from '../../../core/problem/problem';
import { JobTerminal, type JobTerminalOptions } from './jobTerminal';

export const TASK_TYPE = 'diffusionWorkbench.train';
const MATCHER = '$diffusion-workbench-train';

/** A task as `tasks.json` has it: a training file to train, or a job to look at. */
interface TrainDefinition extends vscode.TaskDefinition {
  readonly config?: string;
  readonly job?: string;
}

export interface TrainTaskDeps extends Pick<JobTerminalOptions, 'jobs' | 'shown' | 'onDetached' | 'onEnded'> {
  /** Makes a job from a training file (absolute path) and puts it into the queue. */
  readonly start: (jobs: Jobs, file: string) => Promise<Job>;
}

/** A task that trains a file, or shows a job. */
export function trainTask(
  deps: TrainTaskDeps,
  definition: { readonly config: string } | { readonly job: string },
  name: string,
): vscode.Task {
  return taskOf(deps, { type: TASK_TYPE, ...definition }, vscode.TaskScope.Workspace, name);
}

/** Makes tasks of those of the type that stand in `tasks.json`. None is offered by itself: a training takes hours. */
export function trainTaskProvider(deps: TrainTaskDeps): vscode.TaskProvider {
  return {
    provideTasks: () => [],
    resolveTask: (task) => taskOf(deps, task.definition, task.scope ?? vscode.TaskScope.Workspace, task.name),
  };
}

function taskOf(
  deps: TrainTaskDeps,
  definition: TrainDefinition,
  scope: vscode.TaskScope | vscode.WorkspaceFolder,
  name: string,
): vscode.Task {
  const execution = new vscode.CustomExecution((resolved) => {
    const { config, job } = resolved as TrainDefinition;
    const terminal = new JobTerminal({
      ...deps,
      open: async (jobs) => {
        if (job !== undefined) return jobs.get(job);
        if (config !== undefined) return deps.start(jobs, fileOf(config, scope));
        throw new Problem(
          'bad_input',
          l10n.t('The task has neither “config” nor “job”.'),
          l10n.t('Set "config" to a training file (*.training.toml).'),
        );
      },
    });
    return Promise.resolve(terminal);
  });
  const task = new vscode.Task(definition, scope, name, 'Diffusion Workbench', execution, MATCHER);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated };
  return task;
}

/** A relative path starts in the folder whose `tasks.json` it is in. */
function fileOf(config: string, scope: vscode.TaskScope | vscode.WorkspaceFolder): string {
  if (isAbsolute(config)) return config;
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  if (folder) return join(folder.uri.fsPath, config);
  throw new Problem(
    'bad_input',
    l10n.t('There is no open folder for {0}.', config),
    l10n.t('Open a folder.'),
  );
}
