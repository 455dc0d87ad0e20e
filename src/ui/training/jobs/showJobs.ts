import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { userDataFolder } from '../../../core/files/userData';
import type { Jobs } from '../../../core/training/jobs/jobs';
import type { Dialogs } from '../../platform/dialogs';
import type { Listenable } from '../../platform/emitter';
import { touches } from '../../platform/settings';
import { EndTeller } from '../run/tellEnded';
import { TrainingStatus } from '../run/trainingStatus';
import { emptyOldJobs } from './emptyOldJobs';
import { JobsView } from './jobsView';
import { JobWatch } from './jobWatch';
import { newestSample } from './newestSample';

export interface ShowJobsDeps {
  readonly dialogs: Dialogs;
  /** The trainings in the folder that the settings name now. */
  readonly trainings: () => Promise<Jobs>;
  /** Something was done to a training in this window. */
  readonly onDidChange: Listenable<undefined>;
  readonly onError: (error: unknown) => void;
}

/**
 * Shows trainings once there is one at all: until then nothing of it is loaded. A window that opens shows what another
 * one, or the command line, has started.
 */
export function showJobs(deps: ShowJobsDeps): vscode.Disposable {
  const { trainings, onDidChange, onError } = deps;
  let shown: { readonly watch: JobWatch; readonly all: vscode.Disposable } | undefined;
  let isOver = false;
  const show = async (): Promise<void> => {
    const jobs = await trainings();
    if (isOver) return;
    if (shown) shown.watch.look();
    else shown = shownJobs(jobs, deps);
  };
  const hide = (): void => {
    shown?.all.dispose();
    shown = undefined;
  };
  const showIfAny = (): void => {
    if (vscode.workspace.isTrusted && existsSync(join(userDataFolder(), 'tasks'))) void show().catch(onError);
  };
  const listeners = [
    onDidChange(() => void show().catch(onError)),
    vscode.workspace.onDidGrantWorkspaceTrust(showIfAny),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!touches(event, 'training.jobsDir')) return;
      hide();
      showIfAny();
    }),
  ];
  showIfAny();
  return new vscode.Disposable(() => {
    isOver = true;
    for (const listener of listeners) listener.dispose();
    hide();
  });
}

function shownJobs(jobs: Jobs, { dialogs, onError }: ShowJobsDeps) {
  const watch = new JobWatch(jobs, onError);
  const status = new TrainingStatus((job) => newestSample(job, jobs.store.folder(job.id)));
  const view = new JobsView(async (ids, to) => {
    await jobs.move(ids, to).catch(onError);
    watch.look();
  });
  const teller = new EndTeller({
    dialogs,
    jobs,
    isFocused: () => vscode.window.state.focused,
    clock: () => new Date(),
  });
  const tell = () => void teller.tell(watch.snapshot.jobs).catch(onError);
  const all = vscode.Disposable.from(
    watch,
    status,
    view,
    watch.onDidLook((snapshot) => {
      view.show(snapshot);
      status.show(snapshot).catch(onError);
      tell();
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) tell();
    }),
  );
  void emptyOldJobs(jobs, new Date()).catch(onError);
  return { watch, all };
}
