import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { VIEWS } from '../../platform/contributions/views';
import type { ProblemInfo } from '../../../core/problem/problem';
import type { PromptPlan, WrittenRun } from '../../../core/prompts/run/types';
import type { PromptRuns } from '../../../core/prompts/run/promptRuns';
import { asInfo, type Problems } from '../../platform/problems';
import type { PromptContext } from '../run/promptContext';
import { commandText, filesText } from '../run/promptText';
import { ChangesTree } from './changesTree';
import type { PlanNode } from './planTree';
import {
  activePreview,
  closePreviews,
  PREVIEW_SCHEME,
  previewedFile,
  showDiff,
  showDiffs,
} from './previewDocuments';

/** The editor makes a model of each side of each diff: more would slow it down. */
const MOST_DIFFS = 200;

/** What the last run would change, until it is applied or discarded: the view, the diffs, and what is excluded. */
export class PromptChanges implements vscode.Disposable {
  private readonly tree = new ChangesTree();
  private readonly view: vscode.TreeView<PlanNode>;
  private readonly disposables: { dispose(): unknown }[] = [];
  private plan: PromptPlan | undefined;
  /** So that a document of an older plan is told from one of this plan. */
  private number = 0;

  constructor(
    private readonly deps: {
      readonly prompts: () => Promise<Pick<PromptRuns, 'preview'>>;
      readonly problems: Problems;
      readonly context: PromptContext;
    },
  ) {
    this.view = vscode.window.createTreeView(VIEWS.promptChanges, {
      treeDataProvider: this.tree,
      manageCheckboxStateManually: true,
      showCollapseAll: true,
    });
    this.disposables.push(
      this.tree,
      this.view,
      this.view.onDidChangeCheckboxState(({ items }) => this.check(items)),
      vscode.workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, {
        provideTextDocumentContent: (uri) => this.textAfter(uri),
      }),
      vscode.window.tabGroups.onDidChangeTabs(() => this.showActiveTab()),
      vscode.window.tabGroups.onDidChangeTabGroups(() => this.showActiveTab()),
    );
    // Those of an earlier session have no plan any more.
    void closePreviews();
  }

  /** The plan that is shown. */
  get current(): PromptPlan | undefined {
    return this.plan;
  }

  /** Shows a plan in place of the one before. The diff of a single file is opened. */
  async show(plan: PromptPlan): Promise<void> {
    await this.replacePlan(plan, false);
    await this.reveal();
    // A view that was not there yet may have missed the line above its rows.
    this.showCounts();
    const [first] = plan.changed;
    if (first && plan.changed.length === 1) await this.showChange(first.path);
  }

  /** Brings the view to the front. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${VIEWS.promptChanges}.focus`);
  }

  /** The files that are to be written. */
  included(): string[] {
    return (this.plan?.changed ?? []).map(({ path }) => path).filter((path) => !this.tree.isExcluded(path));
  }

  /** Includes or excludes a file. */
  setIncluded(path: string, included: boolean): void {
    this.tree.setIncluded([{ path }], included);
    this.showCounts();
  }

  /** Closes what shows the plan. Nothing of it is written. */
  async discard(): Promise<void> {
    await this.replacePlan(undefined, false);
  }

  /** Keeps the files that were excluded, could not be written, or were not reached; without any, the view goes. */
  async keepRemaining({ written, failed }: WrittenRun): Promise<void> {
    const { plan } = this;
    if (!plan) return;
    const gone = new Set([...written, ...failed.map(({ path }) => path)]);
    const changed = plan.changed.filter(({ path }) => !gone.has(path));
    if (changed.length + failed.length === 0) return this.discard();
    const { command, targets } = plan;
    await this.replacePlan(
      { command, targets, changed, failed, skipped: [], unchanged: [], warnings: [] },
      true,
    );
  }

  /** Opens the diff of one changed file. */
  async showChange(path: string): Promise<void> {
    if (!this.plan?.changed.some((file) => file.path === path)) return;
    await showDiff(path, this.number, l10n.t('now ↔ after {0}', commandText(this.plan.command)));
  }

  /** Opens the diffs of a row, or of all files, in one view. */
  async showChanges(node: PlanNode | undefined): Promise<void> {
    const { plan } = this;
    if (!plan) return;
    if (node?.kind === 'file') return this.showChange(node.file.path);
    const all = (node?.kind === 'list' ? node.files : plan.changed).map(({ path }) => path);
    const shown = all.slice(0, MOST_DIFFS);
    // Before so many are opened, which takes the editor some seconds.
    if (shown.length < all.length) {
      void vscode.window.showInformationMessage(
        l10n.t(
          'The first {0} of {1} are shown. The context menu of a folder in Prompt Changes shows those of the folder.',
          shown.length,
          filesText(all.length),
        ),
      );
    }
    await showDiffs(shown, this.number, plan.command);
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async replacePlan(plan: PromptPlan | undefined, keepExcluded: boolean): Promise<void> {
    this.plan = plan;
    this.number += 1;
    this.tree.show(plan, keepExcluded);
    this.showCounts();
    await this.deps.context('hasPlan', plan !== undefined);
    await closePreviews();
  }

  /** The lines above the rows, the badge, and the button of the diff that is open. */
  private showCounts(): void {
    const { plan, view } = this;
    const count = this.included().length;
    view.message = plan ? messageText(plan, count) : '';
    void this.deps.context('hasChanges', plan !== undefined && plan.changed.length > 0);
    view.badge =
      plan && count > 0
        ? { value: count, tooltip: l10n.t('{0} to be written', filesText(count)) }
        : undefined;
    this.showActiveTab();
  }

  private showActiveTab(): void {
    const shown = activePreview();
    const isShown = shown?.plan === this.number && this.plan !== undefined;
    void this.deps.context(
      'activeChange',
      isShown ? (this.tree.isExcluded(shown.path) ? 'out' : 'in') : undefined,
    );
  }

  private check(items: readonly [PlanNode, vscode.TreeItemCheckboxState][]): void {
    for (const [node, state] of items) {
      const files = node.kind === 'list' ? node.files : node.kind === 'file' ? [node.file] : [];
      this.tree.setIncluded(files, state === vscode.TreeItemCheckboxState.Checked);
    }
    this.showCounts();
  }

  /** What becomes of a file. One that is another by now becomes nothing: it fails, and the diff is empty. */
  private async textAfter(uri: vscode.Uri): Promise<string> {
    const { plan } = this;
    const shown = previewedFile(uri);
    if (!shown || !plan || shown.plan !== this.number) return '';
    try {
      const prompts = await this.deps.prompts();
      return (await prompts.preview(plan, shown.path)).after;
    } catch (error) {
      const name = basename(shown.path);
      const problem = asInfo(error, name);
      if (problem.code === 'changed_meanwhile') this.fail(shown.path, problem);
      void this.deps.problems.show(error, name);
      return (await vscode.workspace.openTextDocument(vscode.Uri.file(shown.path))).getText();
    }
  }

  private fail(path: string, problem: ProblemInfo): void {
    const { plan } = this;
    if (!plan) return;
    this.plan = {
      ...plan,
      changed: plan.changed.filter((file) => file.path !== path),
      failed: [...plan.failed.filter((file) => file.path !== path), { path, problem }],
    };
    this.tree.show(this.plan, true);
    this.showCounts();
  }
}

function messageText({ command, changed, failed }: PromptPlan, count: number): string {
  const name = commandText(command);
  if (changed.length === 0 && failed.length > 0) {
    return l10n.t('{0}: {1} failed, and there is nothing else to write.', name, filesText(failed.length));
  }
  if (changed.length === 0) return l10n.t('{0}: there is nothing to write.', name);
  if (count === 0) return l10n.t('{0}: all files are left out.', name);
  return l10n.t('{0} would write {1}. Nothing has been written yet.', name, filesText(count));
}
