import * as vscode from 'vscode';
import { VIEWS } from '../../platform/contributions/views';
import { setContext } from '../../platform/setContext';
import { JobsTree, type MoveJobs } from './jobsTree';
import type { JobsSnapshot } from './jobRows';

/** The Jobs view: the queue, what runs, and how the others went. It is there once there is a job. */
export class JobsView {
  private readonly tree: JobsTree;
  private readonly view: vscode.TreeView<string>;
  private readonly listener: vscode.Disposable;
  private latest: JobsSnapshot | undefined;

  constructor(move: MoveJobs) {
    this.tree = new JobsTree(move);
    this.view = vscode.window.createTreeView(VIEWS.jobs, {
      treeDataProvider: this.tree,
      dragAndDropController: this.tree,
      canSelectMany: true,
    });
    this.listener = this.view.onDidChangeVisibility(() => this.draw());
  }

  /** Shows jobs as they are now; drawn only while the view is in sight. */
  show(snapshot: JobsSnapshot): void {
    this.latest = snapshot;
    void setContext('jobs.any', snapshot.jobs.length > 0);
    void setContext('jobs.several', snapshot.jobs.length > 1);
    this.draw();
  }

  private draw(): void {
    if (this.view.visible && this.latest) this.tree.show(this.latest);
  }

  dispose(): void {
    vscode.Disposable.from(this.listener, this.view, this.tree).dispose();
  }
}
