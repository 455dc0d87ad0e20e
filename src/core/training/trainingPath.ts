import { expandPath, type PathVariables } from '../files/expandPath';

/**
 * How the paths in a training file are understood: a short name of a base model is the path that the settings give it,
 * and relative paths start in the folder of the training file.
 * @param folder of the training file, absolute
 */
export function trainingPath(
  folder: string,
  baseModels: Readonly<Record<string, string>>,
  variables?: Omit<PathVariables, 'workspaceFolder'>,
): (text: string) => string | undefined {
  return (text) =>
    expandPath(Object.hasOwn(baseModels, text) ? (baseModels[text] ?? text) : text, {
      ...variables,
      workspaceFolder: folder,
    });
}
