import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LiveDownload } from '../../../core/downloads/queue/liveDownload';
import { inOrder } from '../../../core/tasks/order';
import type { Task, TaskState } from '../../../core/tasks/task';
import { tooltipOf, treeItemOf, type TreeRow } from '../../platform/treeRow';
import { downloadItem, imageItem, shownImages, type DownloadContext, type ShownImage } from './downloadItem';

/** All downloads at one moment. */
export interface DownloadsSnapshot {
  /** In the order in which they were added. */
  readonly tasks: readonly Task[];
  /** What is known of those that run in this window, by their ids. */
  readonly live: ReadonlyMap<string, LiveDownload>;
  readonly held?: DownloadContext['held'];
}

export const NO_DOWNLOADS: DownloadsSnapshot = { tasks: [], live: new Map() };

/** What the user looks at first comes first. */
const RANKS: Readonly<Record<TaskState, number>> = {
  running: 0,
  pending: 1,
  paused: 2,
  failed: 3,
  completed: 4,
  canceled: 4,
  skipped: 4,
};

/** Between the id of a task, which has none, and that of an image. */
const IN = '\n';

/** Gives downloads that wait the turn of the row that they were dropped on; undefined: below the last one. */
export type DropDownloads = (ids: readonly string[], target: string | undefined) => Promise<void>;

const MIME = 'application/vnd.code.tree.diffusionworkbench.downloads';

/** The rows of the Downloads view: the ids of tasks, and below a batch of images those that come now or failed. */
export class DownloadsTree
  implements vscode.TreeDataProvider<string>, vscode.TreeDragAndDropController<string>, vscode.Disposable
{
  readonly dragMimeTypes = [MIME];
  readonly dropMimeTypes = [MIME];
  private readonly drawn = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.drawn.event;
  private snapshot = NO_DOWNLOADS;
  private shown = '';

  constructor(private readonly drop: DropDownloads) {}

  /** Draws what is new. */
  show(snapshot: DownloadsSnapshot): void {
    this.snapshot = snapshot;
    // Most looks find nothing new, and a menu that is open keeps its row.
    const rows = this.getChildren().flatMap((id) => [id, ...this.getChildren(id)]);
    const shown = JSON.stringify(rows.map((row) => [row, this.itemOf(row)]));
    if (shown === this.shown) return;
    this.shown = shown;
    this.drawn.fire(undefined);
  }

  getChildren(element?: string): string[] {
    if (element !== undefined) return this.imagesOf(element).map(({ id }) => element + IN + id);
    const { tasks } = this.snapshot;
    const newestFirst = (one: Task, other: Task) => (other.endedAt ?? '').localeCompare(one.endedAt ?? '');
    return inOrder(tasks)
      .sort(
        (one, other) =>
          RANKS[one.state] - RANKS[other.state] || (RANKS[one.state] < 3 ? 0 : newestFirst(one, other)),
      )
      .map(({ id }) => id);
  }

  getParent(element: string): string | undefined {
    return element.includes(IN) ? element.slice(0, element.indexOf(IN)) : undefined;
  }

  getTreeItem(element: string): vscode.TreeItem {
    const { None, Collapsed } = vscode.TreeItemCollapsibleState;
    return treeItemOf(this.itemOf(element), element, this.imagesOf(element).length > 0 ? Collapsed : None);
  }

  resolveTreeItem(item: vscode.TreeItem, element: string): vscode.TreeItem {
    item.tooltip = tooltipOf(this.itemOf(element));
    return item;
  }

  handleDrag(elements: readonly string[], data: vscode.DataTransfer): void {
    const { tasks } = this.snapshot;
    const waiting = elements.filter((id) => tasks.some((task) => task.id === id && task.state === 'pending'));
    if (waiting.length > 0) data.set(MIME, new vscode.DataTransferItem(JSON.stringify(waiting)));
  }

  async handleDrop(target: string | undefined, data: vscode.DataTransfer): Promise<void> {
    const dragged = await data.get(MIME)?.asString();
    if (dragged === undefined) return;
    const ids = (JSON.parse(dragged) as unknown[]).filter((id) => typeof id === 'string');
    await this.drop(ids, target === undefined ? undefined : (this.getParent(target) ?? target));
  }

  dispose(): void {
    this.drawn.dispose();
  }

  private imagesOf(id: string): ShownImage[] {
    const task = this.snapshot.tasks.find((each) => each.id === id);
    return task ? shownImages(task, this.snapshot.live.get(id)) : [];
  }

  private itemOf(element: string): TreeRow {
    const { tasks, live, held } = this.snapshot;
    const parent = this.getParent(element);
    if (parent !== undefined) {
      const image = this.imagesOf(parent).find(({ id }) => parent + IN + id === element);
      return image ? imageItem(image) : GONE();
    }
    const task = tasks.find(({ id }) => id === element);
    if (!task) return GONE();
    const waiting = inOrder(tasks.filter(({ state, kind }) => state === 'pending' && kind === task.kind));
    const at = waiting.indexOf(task);
    return downloadItem(task, {
      live: live.get(element),
      held,
      turn: at < 0 ? undefined : { at, of: waiting.length },
    });
  }
}

const GONE = (): TreeRow => ({
  label: l10n.t('gone'),
  description: '',
  icon: 'blank',
  flags: [],
  lines: [],
});
