import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { errnoOf, toProblem } from '../../../problem/toProblem';
import type { Finding } from '../../finding';
import { stemOf } from '../pictureNames';
import type { ScannedSubset } from '../scan';

/** Why a folder of pictures cannot be read. */
export function folderFault(option: string, named: string, error: unknown): Finding {
  const finding = (code: string, message: string, fix: string): Finding => ({
    level: 'error',
    code,
    file: named,
    option,
    message,
    fix,
  });
  if (error === undefined)
    return finding(
      'variable_missing',
      l10n.t('“{0}”: {1} has a variable that is not set.', option, named),
      l10n.t('Set the variable, or write the path itself.'),
    );
  switch (errnoOf(error) ?? '') {
    case 'ENOENT':
      return finding(
        'path_missing',
        l10n.t('“{0}”: {1} was not found.', option, named),
        l10n.t('Correct the path; a relative one starts in the folder of the training file.'),
      );
    case 'ENOTDIR':
      return finding(
        'no_folder',
        l10n.t('“{0}”: {1} is no folder.', option, named),
        l10n.t('Name a folder.'),
      );
    default: {
      const { message, advice } = toProblem(error, named);
      return finding('folder_unreadable', message, advice);
    }
  }
}

/** Several pictures with one stem share a caption and what the trainer keeps of them; subfolders are not read. */
export function folderFindings(subset: ScannedSubset): Finding[] {
  const { settings, content } = subset;
  if (!content) return [];
  const findings: Finding[] = [];
  const stems = new Map<string, string[]>();
  for (const { name } of subset.pictures) {
    // Windows and macOS take small and capital letters of a name for the same.
    const stem = stemOf(name).toLowerCase();
    const names = stems.get(stem);
    if (names) names.push(name);
    else stems.set(stem, [name]);
  }
  for (const names of stems.values()) {
    const [first = '', ...others] = names;
    if (others.length > 0)
      findings.push({
        level: 'warning',
        code: 'same_stem',
        file: `${settings.named}/${first}`,
        message: l10n.t('{0} have the same name but for the ending (stem), and share one caption.', names.slice(0, 8).join(', ')), // prettier-ignore
        fix: l10n.t(
          'Rename them. The dataset that is built gives each a name of its own, with that caption.',
        ),
      });
  }
  const masks = settings.masks?.folder === undefined ? undefined : resolve(settings.masks.folder);
  const subfolders = content.subfolders.filter(
    (name) => settings.folder === undefined || resolve(settings.folder, name) !== masks,
  );
  if (subfolders.length > 0)
    findings.push({
      level: 'warning',
      code: 'subfolders',
      file: settings.named,
      option: settings.option,
      message: l10n.t('Pictures in folders inside {0} are not trained on: {1}.', settings.named, subfolders.slice(0, 5).join(', ')), // prettier-ignore
      fix: l10n.t('Move them up, or name each folder in [[subsets]].'),
    });
  return [...findings, ...orphans(subset)];
}

/** Captions without a picture: mostly a picture was renamed or removed. */
function orphans({ settings, content, pictures }: ScannedSubset): Finding[] {
  const stems = new Set(pictures.map(({ name }) => stemOf(name)));
  return [...(content?.others ?? [])]
    .filter((name) => name.endsWith(settings.captionExtension))
    .filter((name) => !stems.has(name.slice(0, name.length - settings.captionExtension.length)))
    .sort()
    .map((name) => ({
      level: 'warning',
      code: 'orphan_caption',
      file: `${settings.named}/${name}`,
      message: l10n.t('{0} is a caption without a picture of its name.', name),
      fix: l10n.t('Rename it as its picture is, or move it elsewhere.'),
    }));
}
