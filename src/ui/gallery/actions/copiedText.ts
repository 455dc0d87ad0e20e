import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { readPicturePrompt } from '../../../core/gallery/actions/prompts/picturePrompt';
import type { GalleryCell } from '../../../core/gallery/engine';
import { infotextOf } from '../../../core/images/info/infotext/infotextOf';
import { readImageRecord } from '../../../core/images/imageRecord';
import { Problem } from '../../../core/problem/problem';

type What = 'prompt' | 'negative' | 'seed' | 'infotext' | 'path';

/**
 * What is copied of pictures, one paragraph each.
 * @returns the text, and what to say of it
 * @throws Problem `missing` where none of them has it
 */
export async function copiedText(
  cells: readonly GalleryCell[],
  what: What,
): Promise<{ readonly text: string; readonly said: string }> {
  const texts: string[] = [];
  for (const { path, kind } of cells) {
    const text = what === 'path' ? path : kind === 'model' ? undefined : await textOf(path, what);
    if (text !== undefined) texts.push(text);
  }
  if (texts.length === 0)
    throw new Problem(
      'missing',
      l10n.t('Nothing of it is known of {0}.', basename(cells[0]?.path ?? '')),
      l10n.t('Its file and its record hold none.'),
    );
  const between = what === 'prompt' || what === 'negative' || what === 'infotext' ? '\n\n' : '\n';
  return { text: texts.join(between), said: l10n.t('Copied.') };
}

async function textOf(path: string, what: Exclude<What, 'path'>): Promise<string | undefined> {
  const { info, meta } = await readPicturePrompt(path);
  if (what === 'infotext') return (await readImageRecord(path))?.infotext ?? infotextOf(info, meta)?.text;
  return info[what] ?? undefined;
}
