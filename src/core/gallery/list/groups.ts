import * as l10n from '@vscode/l10n';
import { relative, sep } from 'node:path';
import type { Searched } from '../query/searched';
import { naturalKey } from './orders';
import type { Grouping, ListGroup } from './view';

/** What a group of a picture is called; undefined where it is in none. */
export type LabelOf = (searched: Searched) => string | undefined;

/**
 * @param roots the folders that are open, absolute: folders are called by their way from there
 * @param checkpoint of the library, by which a picture is called rather than by the name that it tells
 */
export function labelsOf(
  group: Grouping,
  roots: readonly string[],
  checkpoint: (picture: Searched['picture']) => string | undefined,
): LabelOf {
  if (group === 'none') return () => '';
  if (group === 'model') return ({ picture, owner }) => owner?.name ?? checkpoint(picture) ?? picture.model;
  const known = new Map<string, string>();
  return ({ picture: { folder } }) => {
    const label = known.get(folder) ?? folderLabel(folder, roots);
    known.set(folder, label);
    return label;
  };
}

function folderLabel(folder: string, roots: readonly string[]): string {
  const root = roots.find((one) => folder.startsWith(one.endsWith(sep) ? one : one + sep));
  if (root === undefined) return folder;
  const name =
    root
      .split(sep)
      .filter((part) => part !== '')
      .at(-1) ?? root;
  const inside = relative(root, folder)
    .split(sep)
    .filter((part) => part !== '');
  return [name, ...inside].join('/');
}

/** Puts the pictures of each group beside each other, the groups by name, each in the order that it had. */
export function grouped<One extends Searched>(searched: readonly One[], labelOf: LabelOf): One[] {
  const byLabel = new Map<string | undefined, One[]>();
  for (const one of searched) {
    const label = labelOf(one);
    const others = byLabel.get(label);
    if (others) others.push(one);
    else byLabel.set(label, [one]);
  }
  const keys = [...byLabel.keys()].map((label) => ({
    label,
    key: label === undefined ? '\uffff' : naturalKey(label),
  }));
  keys.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  return keys.flatMap(({ label }) => byLabel.get(label) ?? []);
}

/** The groups of pictures that stand beside each other already. */
export function groupsOf(searched: readonly Searched[], group: Grouping, labelOf: LabelOf): ListGroup[] {
  if (group === 'none') return [{ label: '', count: searched.length }];
  const groups: { readonly label: string; count: number }[] = [];
  for (const one of searched) {
    const label = labelOf(one) ?? l10n.t('Without a model');
    const last = groups.at(-1);
    if (last?.label === label) last.count++;
    else groups.push({ label, count: 1 });
  }
  return groups;
}
