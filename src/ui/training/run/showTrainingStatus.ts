import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { userDataFolder } from '../../../core/files/userData';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { Listenable } from '../../platform/emitter';
import { touches } from '../../platform/settings';
import { TrainingStatus } from './trainingStatus';

export interface StatusDeps {
  /** The trainings in the folder that the settings name now. */
  readonly trainings: () => Promise<Jobs>;
  /** A training was started or shown in this window. */
  readonly onDidStart: Listenable<undefined>;
  readonly onError: (error: unknown) => void;
}

/**
 * Shows what trains once there is a training at all: until then nothing of it is loaded. A window that opens shows what
 * another one, or the command line, has started.
 */
export function showTrainingStatus({ trainings, onDidStart, onError }: StatusDeps): vscode.Disposable {
  let status: TrainingStatus | undefined;
  let isOver = false;
  const show = async (): Promise<void> => {
    const jobs = await trainings();
    if (!isOver) status ??= new TrainingStatus(jobs, onError);
  };
  const showIfAny = (): void => {
    if (vscode.workspace.isTrusted && existsSync(join(userDataFolder(), 'tasks'))) void show().catch(onError);
  };
  const listeners = [
    onDidStart(() => void show().catch(onError)),
    vscode.workspace.onDidGrantWorkspaceTrust(showIfAny),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!touches(event, 'training.jobsDir')) return;
      status?.dispose();
      status = undefined;
      showIfAny();
    }),
  ];
  showIfAny();
  return new vscode.Disposable(() => {
    isOver = true;
    for (const listener of listeners) listener.dispose();
    status?.dispose();
  });
}
