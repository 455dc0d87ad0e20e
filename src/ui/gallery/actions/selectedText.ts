import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';

/** What pictures are called together: the name of one, or how many they are. */
export const picturesText = (paths: readonly string[]): string =>
  paths.length === 1 ? basename(paths[0] ?? '') : l10n.t('{0} pictures', paths.length.toLocaleString('en'));
