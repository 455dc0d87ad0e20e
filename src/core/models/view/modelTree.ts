import * as l10n from '@vscode/l10n';
import path from 'node:path';
import type { ModelEntry, RootState } from '../library/modelEntry';
import { baseModel, modelName, modelType } from './modelText';
import { rootLabels } from './rootLabels';
import { sorted } from './sorted';
import { newGroup, type Group, type GroupNode, type ModelNode, type TreeNode } from './treeNodes';

export type GroupBy = 'folder' | 'type' | 'baseModel';

/**
 * The rows of the Models view. Grouping is done at once, sorting and model rows when a group is opened:
 * a library of ten thousand shows its first rows without making the others.
 */
export class ModelTree {
  private readonly groupOf = new Map<string, Group>();
  private readonly rowOf = new Map<string, ModelNode>();
  private readonly tops: readonly Group[];

  constructor(
    private readonly roots: readonly RootState[],
    entries: readonly ModelEntry[],
    private readonly groupBy: GroupBy,
  ) {
    this.tops = groupBy === 'folder' ? this.byFolder(entries) : this.byKey(entries);
  }

  /** The top rows; none where there is neither a model nor a missing root, so that the welcome shows. */
  top(): readonly GroupNode[] {
    return this.groupOf.size === 0 && !this.tops.some((group) => group.missing) ? [] : this.tops;
  }

  /** The rows below a group, folders first, each sorted by its label. */
  children(node: GroupNode): readonly TreeNode[] {
    const group = node as Group;
    group.rows ??= [
      ...sorted([...group.groups.values()], (child) => child.label),
      ...sorted(group.models, modelName).map((entry) => this.row(group, entry)),
    ];
    return group.rows;
  }

  /** The row of a model, made if it was not shown yet; undefined where the model is not in the tree. */
  node(modelPath: string): ModelNode | undefined {
    const group = this.groupOf.get(modelPath);
    if (!group) return undefined;
    this.children(group);
    return this.rowOf.get(modelPath);
  }

  /** Whether a changed model stays in its group, so that its row alone has to be drawn again. */
  fits(entry: ModelEntry): boolean {
    const group = this.groupOf.get(entry.path);
    return group !== undefined && (this.groupBy === 'folder' || group.id === this.keyOf(entry).id);
  }

  /** The paths of all models below a row. */
  paths(node: TreeNode): string[] {
    if (node.kind === 'model') return [node.path];
    const group = node as Group;
    return [
      ...[...group.groups.values()].flatMap((child) => this.paths(child)),
      ...group.models.map((entry) => entry.path),
    ];
  }

  private byFolder(entries: readonly ModelEntry[]): Group[] {
    const labels = rootLabels(this.roots);
    const tops = new Map(
      this.roots.map((root, index) => [
        root.path,
        newGroup(`folder:${root.path}`, labels[index] ?? root.path, undefined, root.path, root.missing),
      ]),
    );
    for (const entry of entries) {
      let group = tops.get(entry.root);
      if (!group) continue;
      group.count += 1;
      for (const name of entry.relativePath.split('/').slice(0, -1)) {
        let child: Group | undefined = group.groups.get(name);
        if (!child) {
          const folder: string = path.join(group.folder ?? '', name);
          child = newGroup(`folder:${folder}`, name, group, folder, group.missing);
          group.groups.set(name, child);
        }
        child.count += 1;
        group = child;
      }
      group.models.push(entry);
      this.groupOf.set(entry.path, group);
    }
    return [...tops.values()];
  }

  private byKey(entries: readonly ModelEntry[]): Group[] {
    const groups = new Map<string, Group>();
    for (const entry of entries) {
      const { id, label } = this.keyOf(entry);
      let group = groups.get(id);
      if (!group) {
        group = newGroup(id, label, undefined, undefined, false);
        groups.set(id, group);
      }
      group.count += 1;
      group.models.push(entry);
      this.groupOf.set(entry.path, group);
    }
    const missing = this.roots.filter((root) => root.missing);
    const labels = rootLabels(missing);
    return [
      ...sorted([...groups.values()], (group) => group.label),
      ...missing.map((root, index) =>
        newGroup(`folder:${root.path}`, labels[index] ?? root.path, undefined, root.path, true),
      ),
    ];
  }

  private keyOf(entry: ModelEntry): { id: string; label: string } {
    const key = this.groupBy === 'type' ? modelType(entry) : baseModel(entry);
    const unknown = this.groupBy === 'type' ? l10n.t('Type not known') : l10n.t('Base model not known');
    return { id: `${this.groupBy}:${(key ?? '').toLowerCase()}`, label: key ?? unknown };
  }

  private row(parent: Group, entry: ModelEntry): ModelNode {
    const row: ModelNode = {
      kind: 'model',
      id: `model:${entry.root}:${entry.relativePath}`,
      path: entry.path,
      parent,
    };
    this.rowOf.set(entry.path, row);
    return row;
  }
}
