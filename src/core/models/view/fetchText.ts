import * as l10n from '@vscode/l10n';
import type { FetchDone } from '../identify/types';

/** What a fetch did, in words: `file hashed, metadata saved, preview saved` (S0-30). */
export function fetchedText({ hashed, preview }: FetchDone): string {
  return [...(hashed ? [l10n.t('file hashed')] : []), l10n.t('metadata saved'), previewText(preview)].join(
    ', ',
  );
}

function previewText(preview: FetchDone['preview']): string {
  switch (preview) {
    case 'saved':
      return l10n.t('preview saved');
    case 'kept':
      return l10n.t('preview kept');
    case 'none':
      return l10n.t('no preview');
  }
}
