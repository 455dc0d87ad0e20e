import type { ModelEntry } from '../library/modelEntry';

/** A row with rows below it: a root, a folder, a type or a base model. */
export interface GroupNode {
  readonly kind: 'group';
  /** Stable: from the paths or the key, never from the label. */
  readonly id: string;
  readonly label: string;
  readonly parent: GroupNode | undefined;
  /** Absolute, where the row is a folder. */
  readonly folder?: string;
  /** Whether the row is a root of the library. */
  readonly isRoot: boolean;
  /** The root is not there now. */
  readonly missing: boolean;
  /** Models in it, at any depth. */
  count: number;
}

/** The row of a model. Its entry is looked up when it is shown, so that the row outlives changes. */
export interface ModelNode {
  readonly kind: 'model';
  readonly id: string;
  readonly path: string;
  readonly parent: GroupNode;
}

export type TreeNode = GroupNode | ModelNode;

/** A group with what its rows are made of when it is opened. */
export interface Group extends GroupNode {
  readonly groups: Map<string, Group>;
  readonly models: ModelEntry[];
  rows?: readonly TreeNode[];
}

/**
 * A group without models.
 * @param folder absolute; undefined where the row is a type or a base model
 */
export function newGroup(
  id: string,
  label: string,
  parent: Group | undefined,
  folder: string | undefined,
  missing: boolean,
): Group {
  const isRoot = folder !== undefined && parent === undefined;
  return {
    kind: 'group',
    id,
    label,
    parent,
    ...(folder !== undefined && { folder }),
    isRoot,
    missing,
    count: 0,
    groups: new Map(),
    models: [],
  };
}
