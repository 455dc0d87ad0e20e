import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';

/** @param why in lower case, without its full stop */
export const brokenPicture = (why: string): Problem =>
  new Problem(
    'unreadable',
    l10n.t('The picture was left alone: {0}.', why),
    l10n.t('Make or download it again.'),
  );

export const cutOff = (): Problem => brokenPicture(l10n.t('it is cut off'));
