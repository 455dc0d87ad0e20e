import * as vscode from 'vscode';
import type { PromptPlan } from '../../../core/prompts/run/types';
import { workspaceFolders } from '../../platform/settings';
import { planItem, planTooltip } from './planItem';
import { PlanTree, type PlanFile, type PlanNode } from './planTree';

/** The rows of a plan, and which of its files are left out. */
export class ChangesTree implements vscode.TreeDataProvider<PlanNode>, vscode.Disposable {
  private readonly drawn = new vscode.EventEmitter<PlanNode | undefined>();
  readonly onDidChangeTreeData = this.drawn.event;
  private readonly out = new Set<string>();
  private rows: PlanTree | undefined;

  /** Shows a plan, or none. All of its files are taken in, but for those that are left out already. */
  show(plan: PromptPlan | undefined, keepLeftOut: boolean): void {
    if (!keepLeftOut) this.out.clear();
    this.rows = plan && new PlanTree(plan, workspaceFolders());
    this.drawn.fire(undefined);
  }

  isLeftOut(path: string): boolean {
    return this.out.has(path);
  }

  /** Takes files in or leaves them out. */
  take(files: readonly Pick<PlanFile, 'path'>[], takenIn: boolean): void {
    for (const { path } of files) {
      if (takenIn) this.out.delete(path);
      else this.out.add(path);
    }
    // Its folder and its group count, too.
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
    return planItem(node, (files) => this.countLeftOut(files));
  }

  resolveTreeItem(item: vscode.TreeItem, node: PlanNode): vscode.TreeItem {
    const tooltip = planTooltip(node, (path) => this.shownPath(path));
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  dispose(): void {
    this.drawn.dispose();
  }

  private countLeftOut(files: readonly PlanFile[]): number {
    if (this.out.size === 0) return 0;
    return files.reduce((count, { path }) => count + (this.out.has(path) ? 1 : 0), 0);
  }
}
