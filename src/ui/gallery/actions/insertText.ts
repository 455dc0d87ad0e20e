import * as l10n from '@vscode/l10n';
import { Problem } from '../../../core/problem/problem';
import type { GalleryFeature } from '../feature';

/** Writes a text at the cursor of the text editor that was used last. @throws Problem `bad_input` where there is none */
export async function insertText({ editor }: Pick<GalleryFeature, 'editor'>, text: string): Promise<void> {
  if (await editor.insert(text)) return;
  throw new Problem(
    'bad_input',
    l10n.t('No text is open to insert into.'),
    l10n.t('Open a prompt file beside the gallery, and put the cursor where the text is to go.'),
  );
}
