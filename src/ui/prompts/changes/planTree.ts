import { basename, dirname, relative, sep } from 'node:path';
import type { ProblemInfo } from '../../../core/problem/problem';
import type { ChangedFile, PromptPlan, SkipReason } from '../../../core/prompts/run/types';

/** What a run would do to a file. */
export type FileState = 'changed' | 'skipped' | 'failed' | 'unchanged';

/** A file of a plan, with what there is to say of it. */
export type PlanFile =
  | { readonly state: 'changed'; readonly path: string; readonly change: ChangedFile }
  | { readonly state: 'skipped'; readonly path: string; readonly reason: SkipReason }
  | { readonly state: 'failed'; readonly path: string; readonly problem: ProblemInfo }
  | { readonly state: 'unchanged'; readonly path: string };

interface NodeBase {
  /** Stable while the plan is shown, and unique in it. */
  readonly id: string;
  readonly parent: PlanNode | undefined;
}

/** Files that stand together: what a run does to them, why it skips them, where they lie, or a part of a long list. */
export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly role: 'state' | 'reason' | 'folder' | 'page';
  readonly state: FileState;
  /** Of a folder: its path from the open folder. Of a page: its first and last number. */
  readonly label: string;
  readonly files: readonly PlanFile[];
}

export interface FileNode extends NodeBase {
  readonly kind: 'file';
  readonly file: PlanFile;
}

export interface WarningsNode extends NodeBase {
  readonly kind: 'warnings';
  readonly warnings: PromptPlan['warnings'];
}

export interface WarningNode extends NodeBase {
  readonly kind: 'warning';
  readonly warning: PromptPlan['warnings'][number];
}

export type PlanNode = ListNode | FileNode | WarningsNode | WarningNode;

/** Whether a command's argument is a row of the view. */
export function isPlanNode(of: unknown): of is PlanNode {
  return (
    typeof of === 'object' &&
    of !== null &&
    'kind' in of &&
    (of.kind === 'list' || of.kind === 'file' || of.kind === 'warnings' || of.kind === 'warning')
  );
}

/** Most rows below one row: longer lists are split into pages, so that a row opens at once. */
export const PAGE_ROWS = 1000;

/** The rows of a plan. They are made when their parent is opened, and stay the same objects. */
export class PlanTree {
  private readonly made = new Map<PlanNode, readonly PlanNode[]>();
  private tops: readonly PlanNode[] | undefined;

  /** @param folders the open folders, absolute: what paths are shown from */
  constructor(
    private readonly plan: PromptPlan,
    private readonly folders: readonly string[],
  ) {}

  /** The rows at the top: what there are files for. */
  top(): readonly PlanNode[] {
    return (this.tops ??= this.makeTop());
  }

  children(node: PlanNode): readonly PlanNode[] {
    const known = this.made.get(node);
    if (known) return known;
    const made = this.make(node);
    this.made.set(node, made);
    return made;
  }

  /** The row of all files that change. */
  get changed(): ListNode | undefined {
    return this.top().find((node): node is ListNode => node.kind === 'list' && node.state === 'changed');
  }

  /** A path as the user knows it: from the open folder, or whole. Forward slashes. */
  shownPath(path: string): string {
    const folder = this.folders.find((each) => path === each || path.startsWith(each + sep));
    if (folder === undefined) return path;
    const shown = relative(folder, path).replaceAll('\\', '/');
    return this.folders.length > 1 ? [basename(folder), shown].filter(Boolean).join('/') : shown;
  }

  private makeTop(): PlanNode[] {
    const { changed, skipped, failed, unchanged, warnings } = this.plan;
    const state = (of: FileState, files: readonly PlanFile[]): PlanNode[] =>
      files.length === 0 ? [] : [list('state', of, of, files, undefined)];
    return [
      ...(warnings.length === 0
        ? []
        : [{ kind: 'warnings' as const, id: 'warnings', parent: undefined, warnings }]),
      ...state(
        'changed',
        changed.map((change) => ({ state: 'changed', path: change.path, change })),
      ),
      ...state(
        'failed',
        failed.map((each) => ({ state: 'failed', ...each })),
      ),
      ...state(
        'skipped',
        skipped.map((each) => ({ state: 'skipped', ...each })),
      ),
      ...state(
        'unchanged',
        unchanged.map((path) => ({ state: 'unchanged', path })),
      ),
    ];
  }

  private make(node: PlanNode): PlanNode[] {
    switch (node.kind) {
      case 'warnings':
        return node.warnings.map((warning, index) => ({
          kind: 'warning',
          id: `warning ${index}`,
          parent: node,
          warning,
        }));
      case 'warning':
      case 'file':
        return [];
      case 'list':
        return this.rows(node);
    }
  }

  private rows(node: ListNode): PlanNode[] {
    const { role, state, files } = node;
    if (role === 'state' && state === 'skipped') {
      return [...grouped(files, (file) => (file.state === 'skipped' ? file.reason : ''))].map(
        ([reason, those]) => list('reason', state, reason, those, node),
      );
    }
    const folders = [...grouped(files, ({ path }) => dirname(path))];
    if (folders.length === 1) {
      if (role === 'page' || files.length <= PAGE_ROWS) return files.map((file) => fileNode(file, node));
      return pages(files, node, (part) => part);
    }
    if (role !== 'page' && folders.length > PAGE_ROWS) {
      return pages(folders, node, (part) => part.flatMap(([, those]) => those));
    }
    return folders.map(([folder, those]) =>
      list('folder', state, this.shownPath(folder) || basename(folder), those, node, folder),
    );
  }
}

function fileNode(file: PlanFile, parent: ListNode): FileNode {
  return { kind: 'file', id: `${file.state} ${file.path}`, parent, file };
}

function list(
  role: ListNode['role'],
  state: FileState,
  label: string,
  files: readonly PlanFile[],
  parent: PlanNode | undefined,
  id = label,
): ListNode {
  return {
    kind: 'list',
    id: [parent?.id, role, id].filter(Boolean).join(' '),
    parent,
    role,
    state,
    label,
    files,
  };
}

/** Splits the rows of one row into pages: files, or folders of them. */
function pages<Row>(
  rows: readonly Row[],
  parent: ListNode,
  filesOf: (part: readonly Row[]) => readonly PlanFile[],
): PlanNode[] {
  const made: PlanNode[] = [];
  for (let from = 0; from < rows.length; from += PAGE_ROWS) {
    const part = rows.slice(from, from + PAGE_ROWS);
    const label = [from + 1, from + part.length].map((number) => number.toLocaleString('en')).join('–');
    made.push(list('page', parent.state, label, filesOf(part), parent));
  }
  return made;
}

function grouped(
  files: readonly PlanFile[],
  keyOf: (file: PlanFile) => string,
): Map<string, readonly PlanFile[]> {
  const groups = new Map<string, PlanFile[]>();
  for (const file of files) {
    const key = keyOf(file);
    const known = groups.get(key);
    if (known) known.push(file);
    else groups.set(key, [file]);
  }
  return groups;
}
