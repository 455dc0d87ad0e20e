import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Job } from '../../../core/training/jobs/job';
import type { CommandId } from '../../platform/contributions/commandIds';
import { tooltipOf, treeItemOf, type TreeRow } from '../../platform/treeRow';
import { jobItem } from './jobItem';
import type { MoveTo } from '../../../core/tasks/order';
import { groupOf, JOB_GROUPS, jobRows, NO_JOBS, type JobGroup, type JobsSnapshot } from './jobRows';

/** What a click on a job does, wherever one is shown. */
export const openJobCommand = (id: string): vscode.Command & { command: CommandId } => ({
  command: 'diffusionWorkbench.jobs.openRun',
  title: l10n.t('Show Training'),
  arguments: [id],
});

/** Gives jobs that wait another turn. */
export type MoveJobs = (ids: readonly string[], to: MoveTo) => Promise<void>;

/** No id of a job: these are names of folders. */
const GROUP = 'group/';
const MIME = 'application/vnd.code.tree.diffusionworkbench.jobs';

/** The rows of the Jobs view: three groups, and the ids of jobs in them. */
export class JobsTree
  implements vscode.TreeDataProvider<string>, vscode.TreeDragAndDropController<string>, vscode.Disposable
{
  private readonly drawn = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.drawn.event;
  readonly dragMimeTypes = [MIME];
  readonly dropMimeTypes = [MIME];
  private snapshot = NO_JOBS;
  private jobs: ReadonlyMap<string, Job> = new Map();
  private rows = jobRows(NO_JOBS);
  private shown = '';

  constructor(private readonly move: MoveJobs) {}

  /** Draws what is new. */
  show(snapshot: JobsSnapshot): void {
    this.snapshot = snapshot;
    this.jobs = new Map(snapshot.jobs.map((job) => [job.id, job]));
    this.rows = jobRows(snapshot);
    // Most looks find nothing new, and a menu that is open keeps its row.
    const shown = JSON.stringify([this.rows, snapshot.jobs.map((job) => this.itemOf(job))]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.drawn.fire(undefined);
  }

  getChildren(element?: string): string[] {
    if (element === undefined)
      return JOB_GROUPS.filter((group) => this.rows[group].length > 0).map((group) => GROUP + group);
    const group = groupNamed(element);
    return group ? [...this.rows[group]] : [];
  }

  getParent(element: string): string | undefined {
    const group = groupNamed(element) ? undefined : groupOf(this.rows, element);
    return group && GROUP + group;
  }

  getTreeItem(element: string): vscode.TreeItem {
    const group = groupNamed(element);
    if (group) return groupItem(group, this.rows[group].length);
    const job = this.jobs.get(element);
    if (!job) return new vscode.TreeItem(l10n.t('gone'));
    const item = treeItemOf(this.itemOf(job), job.id);
    item.command = openJobCommand(job.id);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, element: string): vscode.TreeItem {
    const job = this.jobs.get(element);
    if (job) item.tooltip = tooltipOf(this.itemOf(job));
    return item;
  }

  handleDrag(elements: readonly string[], data: vscode.DataTransfer): void {
    const waiting = elements.filter((id) => this.rows.queue.includes(id));
    if (waiting.length > 0) data.set(MIME, new vscode.DataTransferItem(JSON.stringify(waiting)));
  }

  async handleDrop(target: string | undefined, data: vscode.DataTransfer): Promise<void> {
    const dragged = await data.get(MIME)?.asString();
    const isQueue = target === undefined || target === GROUP + 'queue' || this.rows.queue.includes(target);
    if (dragged === undefined || !isQueue) return;
    const ids = (JSON.parse(dragged) as unknown[]).filter((id) => typeof id === 'string');
    const isJob = target !== undefined && this.rows.queue.includes(target);
    await this.move(ids, isJob ? { at: target } : 'last');
  }

  dispose(): void {
    this.drawn.dispose();
  }

  private itemOf(job: Job): TreeRow {
    const at = this.rows.queue.indexOf(job.id);
    return jobItem(job, {
      told: this.snapshot.told.get(job.id),
      ...(at >= 0 && { turn: { at, of: this.rows.queue.length } }),
    });
  }
}

function groupNamed(element: string): JobGroup | undefined {
  return JOB_GROUPS.find((group) => element === GROUP + group);
}

function groupItem(group: JobGroup, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(groupTitle(group), vscode.TreeItemCollapsibleState.Expanded);
  item.id = GROUP + group;
  item.description = String(count);
  item.contextValue = 'group';
  return item;
}

function groupTitle(group: JobGroup): string {
  switch (group) {
    case 'queue':
      return l10n.t('Queue');
    case 'running':
      return l10n.t('Running');
    case 'history':
      return l10n.t('History');
  }
}
