import * as l10n from '@vscode/l10n';

/** A file whose keys are no tool's. */
export function notRecognised(file: string): string {
  return l10n.t('{0} was not taken: its keys are those of no tool that is known.', file);
}

/** A page of Civitai, which has an id of its own and lists many versions. */
export function ofPage(file: string): string {
  return l10n.t('{0} was not taken: it is a page of Civitai, not of a version.', file);
}

/** A file with nothing in it. */
export function saysNothing(file: string): string {
  return l10n.t('{0} was not taken: it says nothing.', file);
}

/** A file that is of a model with another extension. */
export function ofOtherModel(file: string, model: string): string {
  return l10n.t('{0} was not taken: it is of {1}.', file, model);
}

/** A file that two models share, and that does not tell which of them it is of. */
export function ofOneOfTwo(file: string, rival: string): string {
  return l10n.t('{0} may be of {1}: what it says of the version was not taken.', file, rival);
}

/** A file that is of a model of another size. */
export function ofOtherSize(file: string): string {
  return l10n.t('{0} was not taken: it is of another file size.', file);
}

/** A file whose hashes are of a file of another size. */
export function listsNoSuchSize(file: string): string {
  return l10n.t('{0} was not taken: no file that it lists has the size of this one.', file);
}
