import * as l10n from '@vscode/l10n';
import { formatBytes } from '../../core/text/amounts';
import type { AskForRoom } from '../../core/undo/room';
import type { Dialogs } from '../platform/dialogs';

/** Asks, before a run, whether the oldest ones that can be undone may go where they take more space than they may. */
export function askForRoom(dialogs: Dialogs, dateText: (iso: string) => string): AskForRoom {
  return async ({ limit, kept, oldest }) => {
    const forget = l10n.t('Forget the Oldest');
    const keep = l10n.t('Keep Everything');
    const last = oldest.at(-1);
    const chosen = await dialogs.confirm(
      l10n.t('What can be undone takes {0}, of {1} that it may.', formatBytes(kept), formatBytes(limit)),
      oldest.length === 1
        ? l10n.t(
            'To make room, the run of {0} would be forgotten: it could not be undone any more.',
            dateText(last?.at ?? ''),
          )
        : l10n.t(
            'To make room, the {0} oldest runs, up to {1}, would be forgotten: they could not be undone any more.',
            oldest.length,
            dateText(last?.at ?? ''),
          ),
      forget,
      keep,
    );
    if (chosen === forget) return 'forget';
    return chosen === keep ? 'keep' : undefined;
  };
}
