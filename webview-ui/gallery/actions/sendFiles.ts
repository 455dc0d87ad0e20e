import * as l10n from '@vscode/l10n';
import { MOST_DROPPED_BYTES } from '../../../src/protocol/gallery';

type Dropped = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/**
 * Sends files that a page has no path of, one after the other.
 * @returns what is to be said of those that are too large
 */
export async function sendFiles(
  files: readonly Dropped[],
  send: (file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }) => Promise<unknown>,
): Promise<string | undefined> {
  const tooLarge = files.filter(({ size }) => size > MOST_DROPPED_BYTES);
  for (const file of files)
    if (!tooLarge.includes(file))
      await send({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  if (tooLarge.length === 0) return undefined;
  const names = tooLarge.map(({ name }) => name).join(', ');
  return l10n.t('Larger than 64 MB, so drop them from the Explorer of VS Code: {0}', names);
}
