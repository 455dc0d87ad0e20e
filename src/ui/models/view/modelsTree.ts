import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ModelTree, type GroupBy } from '../../../core/models/view/modelTree';
import type { ModelNode, TreeNode } from '../../../core/models/view/treeNodes';
import type { ModelLibrary } from '../library/modelLibrary';
import { groupItem, modelItem, modelTooltip } from './modelItem';

/** Many rows at once are drawn again as a whole: that is one message to the window instead of thousands. */
const MANY_ROWS = 100;
const REDRAW_AFTER_MS = 250;
/** Libraries up to this size open with their top groups expanded. */
const SMALL_LIBRARY = 200;

/** The rows of the Models view. Rows are made for groups that are open, tooltips for rows under the pointer. */
export class ModelsTree implements vscode.TreeDataProvider<TreeNode> {
  private readonly changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private tree = new ModelTree([], [], 'folder');
  private stale = false;
  private readonly pending = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly models: Pick<ModelLibrary, 'roots' | 'entries' | 'entry'>,
    private readonly groupBy: () => GroupBy,
  ) {}

  /** Draws models again, or everything; several changes in a short time are one. */
  update(paths: readonly string[] | undefined): void {
    if (paths === undefined) this.stale = true;
    else for (const path of paths) this.pending.add(path);
    this.timer ??= setTimeout(() => this.redraw(), REDRAW_AFTER_MS);
  }

  /** Draws now what waits to be drawn. What is as it was stays, so that a menu that is open keeps its row. */
  updateNow(): void {
    if (this.timer !== undefined) this.redraw();
  }

  /** The row of a model, to reveal it. */
  node(path: string): ModelNode | undefined {
    return this.tree.node(path);
  }

  /** The models below a row. */
  paths(node: TreeNode): string[] {
    return this.tree.paths(node);
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) return [...this.tree.top()];
    return node.kind === 'group' ? [...this.tree.children(node)] : [];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node.kind === 'group') return groupItem(node, this.opensExpanded(node));
    const entry = this.models.entry(node.path);
    return entry ? modelItem(node, entry) : new vscode.TreeItem(l10n.t('gone'));
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    const entry = node.kind === 'model' ? this.models.entry(node.path) : undefined;
    if (entry) item.tooltip = await modelTooltip(entry);
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  private opensExpanded(node: TreeNode): boolean {
    if (node.parent !== undefined) return false;
    const isOnlyRoot = node.kind === 'group' && node.isRoot && this.tree.top().length === 1;
    return isOnlyRoot || this.models.entries().length <= SMALL_LIBRARY;
  }

  private redraw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const paths = [...this.pending];
    this.pending.clear();
    const rows = this.stale || paths.length > MANY_ROWS ? undefined : this.rowsOf(paths);
    if (!rows) {
      this.tree = new ModelTree(this.models.roots(), this.models.entries(), this.groupBy());
    }
    this.stale = false;
    this.changed.fire(rows);
  }

  /** The rows to draw again, or undefined where the rows themselves change. */
  private rowsOf(paths: readonly string[]): TreeNode[] | undefined {
    const rows: TreeNode[] = [];
    for (const path of paths) {
      const entry = this.models.entry(path);
      const row = entry && this.tree.fits(entry) ? this.tree.node(path) : undefined;
      if (!row) return undefined;
      rows.push(row);
    }
    return rows;
  }
}
