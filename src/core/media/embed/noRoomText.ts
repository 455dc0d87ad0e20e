import * as l10n from '@vscode/l10n';
import type { DoesNotFit } from './embedding';

/** Why a text is not in a picture, as a sentence. */
export function noRoomText({ reason, limit }: DoesNotFit): string {
  switch (reason) {
    case 'length':
      return l10n.t(
        'The infotext is too long for the picture, which holds {0} characters of it.',
        String(limit ?? 0),
      );
    case 'characters':
      return l10n.t('The infotext has characters that no picture can hold.');
    case 'otherData':
      return l10n.t('In the place of the infotext, the picture has data of another program.');
    case 'exif':
      return l10n.t('The picture has Exif that cannot be understood, so nothing can be added to it.');
    case 'format':
      return l10n.t('Pictures of this format hold no infotext: only PNG, JPEG and WebP do.');
  }
}
