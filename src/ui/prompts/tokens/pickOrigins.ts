import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { TokensOrigin } from '../../../protocol/tokens';
import type { Dialogs } from '../../platform/dialogs';
import { chosenPaths, pickNearActive, tellNoFolder, type PlacesDeps } from '../run/places';

/**
 * Where tokens are collected, one list a folder: of the files and folders that were chosen in the Explorer, else what
 * the user picks near the prompt file that is edited, else of the open folders, of several those that are picked.
 * @param args as VS Code passes them: a URI and all selected URIs, or nothing
 */
export async function pickOrigins(
  deps: PlacesDeps,
  args: readonly unknown[],
): Promise<readonly TokensOrigin[]> {
  const { dialogs, editor } = deps;
  const chosen = chosenPaths(args);
  if (chosen.length > 0) return originsOf(chosen);
  const near = await pickNearActive(deps, l10n.t('Collect the prompt tokens of what?'));
  if (near) return originsOf(near);
  const folders = editor.folders();
  if (folders.length > 1) return pickFolders(dialogs, folders);
  if (folders.length === 0) tellNoFolder(dialogs);
  return folders.map(wholeFolder);
}

async function originsOf(paths: readonly string[]): Promise<TokensOrigin[]> {
  const { collectPlaces } = await import('../../../core/prompts/run/collectPlaces');
  return (await collectPlaces(paths)).map(({ base, paths: inBase }) => ({ base, paths: [...inBase] }));
}

async function pickFolders(dialogs: Dialogs, folders: readonly string[]): Promise<TokensOrigin[]> {
  const picked = await dialogs.pickMany(
    folders.map((path) => ({ label: basename(path), description: path, picked: true, path })),
    { title: l10n.t('Collect the prompt tokens of which folders?') },
  );
  return (picked ?? []).map(({ path }) => wholeFolder(path));
}

function wholeFolder(path: string): TokensOrigin {
  return { base: path, paths: [path] };
}
