import * as l10n from '@vscode/l10n';
import { isInside } from '../../../core/files/expandPath';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { baseModel, modelName, stateText } from '../../../core/models/view/modelText';
import type { TreeNode } from '../../../core/models/view/treeNodes';
import type { Dialogs } from '../../platform/dialogs';
import { isUri } from '../../platform/uri';
import type { ModelLibrary } from '../library/modelLibrary';

/** What picking models needs. */
export interface PickDeps {
  readonly models: Pick<ModelLibrary, 'ready' | 'entries' | 'entry'>;
  /** The rows of the Models view. */
  readonly rows: { paths(node: TreeNode): string[] };
  readonly dialogs: Dialogs;
}

interface PickOptions {
  /** What the list asks for. */
  readonly title: string;
  /** Which models the command makes sense for. */
  readonly fits?: (entry: ModelEntry) => boolean;
  /** What to say where no model fits. */
  readonly none?: string;
  /** Whether the list begins with a row for all of its models. */
  readonly all?: boolean;
}

/**
 * The models that a command was called for: the rows or files it was called on, else what the user picks.
 * @param args as VS Code passes them: a row and all selected rows, a URI and all selected URIs, a path, or nothing
 * @returns none where the user picked none
 */
export async function pickModels(
  deps: PickDeps,
  args: readonly unknown[],
  options: PickOptions,
): Promise<ModelEntry[]> {
  const { models, dialogs } = deps;
  await models.ready();
  const paths = pathsOf(deps, args);
  const fits = options.fits ?? (() => true);
  const candidates = paths ? paths.flatMap((path) => models.entry(path) ?? []) : models.entries();
  const fitting = candidates.filter((entry) => fits(entry));
  if (paths && fitting.length > 0) return fitting;
  if (fitting.length === 0) {
    const text =
      paths && candidates.length === 0
        ? l10n.t('No model is here, or the ignore patterns leave it out.')
        : (options.none ?? l10n.t('There are no models.'));
    void dialogs.info(text);
    return [];
  }
  const everything = {
    label: `$(folder-library) ${l10n.t('All Models')}`,
    description: String(fitting.length),
    entries: fitting,
  };
  const picked = await dialogs.pick(
    [...(options.all ? [everything] : []), ...fitting.map((entry) => choice(entry))],
    { title: options.title },
  );
  return picked?.entries ?? [];
}

function choice(entry: ModelEntry) {
  return {
    label: modelName(entry),
    description: [baseModel(entry), stateText(entry.state)].filter(Boolean).join(' · '),
    detail: entry.relativePath,
    entries: [entry],
  };
}

/** Like `pickModels`, for commands that work on one model: the one that was clicked. */
export async function pickModel(
  deps: PickDeps,
  args: readonly unknown[],
  options: PickOptions,
): Promise<ModelEntry | undefined> {
  return (await pickModels(deps, args.slice(0, 1), options))[0];
}

/** The paths that the arguments stand for, or undefined where there are none. */
function pathsOf({ rows, models }: PickDeps, args: readonly unknown[]): string[] | undefined {
  const [first, all] = args;
  if (first === undefined) return undefined;
  const selected: unknown[] = Array.isArray(all) && all.some((item) => isSame(item, first)) ? all : [first];
  return [
    ...new Set(
      selected.flatMap((item) => {
        if (typeof item === 'string') return [item];
        if (isUri(item)) return pathsAt(models, item.fsPath);
        return isNode(item) ? rows.paths(item) : [];
      }),
    ),
  ];
}

/** VS Code hands over each URI as an object of its own. */
function isSame(item: unknown, other: unknown): boolean {
  return item === other || (isUri(item) && isUri(other) && item.fsPath === other.fsPath);
}

/** The model of a path, or all models below a folder. */
function pathsAt(models: PickDeps['models'], path: string): string[] {
  if (models.entry(path)) return [path];
  return models.entries().flatMap((entry) => (isInside(entry.path, path) ? [entry.path] : []));
}

/** Whether a command's argument is a row of the Models view. */
export function isNode(item: unknown): item is TreeNode {
  return (
    typeof item === 'object' &&
    item !== null &&
    'kind' in item &&
    (item.kind === 'model' || item.kind === 'group')
  );
}
