import * as vscode from 'vscode';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { isModelFile } from '../../../core/models/modelFile';
import { baseModel, modelName, stateText } from '../../../core/models/view/modelText';
import type { TreeNode } from '../../../core/models/view/modelTree';
import type { ModelsView } from '../view/modelsView';

interface PickOptions {
  /** What the list asks for. */
  readonly title: string;
  /** Which models the command makes sense for. */
  readonly fits?: (entry: ModelEntry) => boolean;
  /** What to say where no model fits. */
  readonly none?: string;
}

/**
 * The models that a command was called for: the rows or files it was called on, else what the person picks.
 * @param args as VS Code passes them: a row and all selected rows, a URI and all selected URIs, a path, or nothing
 * @returns none where the person picked none
 */
export async function pickModels(
  models: ModelsView,
  args: readonly unknown[],
  options: PickOptions,
): Promise<ModelEntry[]> {
  await models.ready();
  const paths = pathsOf(models, args);
  const fits = options.fits ?? (() => true);
  const candidates = paths
    ? paths.flatMap((path) => models.entry(path) ?? [])
    : models.entries().filter((entry) => fits(entry));
  const fitting = candidates.filter((entry) => fits(entry));
  if (paths && fitting.length > 0) return fitting;
  if (fitting.length === 0) {
    const text =
      paths && candidates.length === 0
        ? vscode.l10n.t('This model is not in the model folders, or the ignore patterns leave it out.')
        : (options.none ?? vscode.l10n.t('There are no models.'));
    void vscode.window.showInformationMessage(text);
    return [];
  }
  const picked = await vscode.window.showQuickPick(
    fitting.map((entry) => ({
      label: modelName(entry),
      description: [baseModel(entry), stateText(entry.state, vscode.l10n.t)].filter(Boolean).join(' · '),
      detail: entry.relativePath,
      entry,
    })),
    { title: options.title, matchOnDetail: true, matchOnDescription: true },
  );
  return picked ? [picked.entry] : [];
}

/** Like `pickModels`, for commands that work on one model: the one that was clicked. */
export async function pickModel(
  models: ModelsView,
  args: readonly unknown[],
  options: PickOptions,
): Promise<ModelEntry | undefined> {
  return (await pickModels(models, args.slice(0, 1), options))[0];
}

/** The paths that the arguments name, or undefined where they name nothing. */
function pathsOf(models: ModelsView, args: readonly unknown[]): string[] | undefined {
  const [first, all] = args;
  if (first === undefined) return undefined;
  const selected: unknown[] = Array.isArray(all) && all.includes(first) ? all : [first];
  return [
    ...new Set(
      selected.flatMap((item) => {
        if (typeof item === 'string') return [item];
        if (item instanceof vscode.Uri) return isModelFile(item.path) ? [item.fsPath] : [];
        return isNode(item) ? models.tree.paths(item) : [];
      }),
    ),
  ];
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
