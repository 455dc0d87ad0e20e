import * as l10n from '@vscode/l10n';
import { formatBytes } from '../../core/text/amounts';
import type { UndoRuns } from '../../core/undo/undoRuns';
import type { CommandHandlers } from '../platform/contributions/commandIds';
import type { Dialogs } from '../platform/dialogs';
import { runRow } from './runText';

export interface ForgetDeps {
  readonly undoRuns: () => Promise<UndoRuns>;
  readonly dialogs: Dialogs;
  readonly dateText: (iso: string) => string;
  /** Told when runs are gone. */
  readonly onForgotten: () => Promise<void>;
}

/** Forget Undo…: lists all that can be undone, with the space that it takes, and lets go what is checked. */
export function forgetCommand({
  undoRuns,
  dialogs,
  dateText,
  onForgotten,
}: ForgetDeps): CommandHandlers<'diffusionWorkbench.undo.forget'> {
  return {
    'diffusionWorkbench.undo.forget': async () => {
      const kept = await undoRuns();
      const runs = await kept.list();
      if (runs.length === 0) {
        void dialogs.info(l10n.t('There is nothing that could be undone, and so nothing to forget.'));
        return;
      }
      const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
      const picked = await dialogs.pickMany(
        runs.map((run) => runRow(run, dateText)),
        {
          title: l10n.t('What can be undone takes {0}. Forget which runs?', formatBytes(bytes)),
          placeHolder: l10n.t('What is checked cannot be undone any more.'),
        },
      );
      for (const { run } of picked ?? []) await kept.forget(run.folder);
      if (picked && picked.length > 0) await onForgotten();
    },
  };
}
