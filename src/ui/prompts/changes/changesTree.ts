import * as vscode from 'vscode';
import type { PromptPlan } from '../../../core/prompts/run/types';
import { workspaceFolders } from '../../platform/settings';
import { planItem, planTooltip } from './planItem';
import { PlanTree, type PlanFile, type PlanNode } from './planTree';

/** The rows of a plan, and which of its files are excluded. */
export class ChangesTree implements vscode.TreeDataProvider<PlanNode>, vscode.Disposable {
  private readonly drawn = new vscode.EventEmitter<PlanNode | undefined>();
  readonly onDidChangeTreeData = this.drawn.event;
  private readonly excluded = new Set<string>();
  private rows: PlanTree | undefined;

  /** Shows a plan, or none. All of its files are included, but for those that are excluded already. */
  show(plan: PromptPlan | undefined, keepExcluded: boolean): void {
    if (!keepExcluded) this.excluded.clear();
    this.rows = plan && new PlanTree(plan, workspaceFolders());
    this.drawn.fire(undefined);
  }

  isExcluded(path: string): boolean {
    return this.excluded.has(path);
  }

  /** Includes or excludes files. */
  setIncluded(files: readonly Pick<PlanFile, 'path'>[], included: boolean): void {
    for (const { path } of files) {
      if (included) this.excluded.delete(path);
      else this.excluded.add(path);
    }
    // The rows of its folder and of its group show counts, too.
    this.drawn.fire(this.rows?.changed);
  }

  /** The row at the top of all that changes. */
  get changed(): PlanNode | undefined {
    return this.rows?.changed;
  }

  shownPath(path: string): string {
    return this.rows?.shownPath(path) ?? path;
  }

  getChildren(node?: PlanNode): PlanNode[] {
    if (!this.rows) return [];
    return [...(node ? this.rows.children(node) : this.rows.top())];
  }

  getParent(node: PlanNode): PlanNode | undefined {
    return node.parent;
  }

  getTreeItem(node: PlanNode): vscode.TreeItem {
    return planItem(node, (files) => this.countExcluded(files));
  }

  resolveTreeItem(item: vscode.TreeItem, node: PlanNode): vscode.TreeItem {
    const tooltip = planTooltip(node, (path) => this.shownPath(path));
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  dispose(): void {
    this.drawn.dispose();
  }

  private countExcluded(files: readonly PlanFile[]): number {
    if (this.excluded.size === 0) return 0;
    return files.reduce((count, { path }) => count + (this.excluded.has(path) ? 1 : 0), 0);
  }
}
