import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Dialogs } from '../../platform/dialogs';
import { filePaths } from '../../platform/uri';
import type { WholeCheck } from '../check/wholeCheck';
import type { TrainingEditor } from '../trainingEditor';

export interface TrainDeps {
  readonly dialogs: Dialogs;
  readonly editor: TrainingEditor;
  /** Checks a training file and shows what it found. */
  readonly check: (item: unknown) => Promise<WholeCheck | undefined>;
  /** Trains a file (absolute path). */
  readonly train: (file: string) => Promise<void>;
}

/** Trains the file that was chosen, else the active one: once it is saved, and where its check finds no error. */
export async function trainFile(deps: TrainDeps, item: unknown): Promise<void> {
  const { dialogs, editor } = deps;
  const path = filePaths([item])[0] ?? editor.activeFile();
  if (path === undefined) {
    void dialogs.info(l10n.t('Open a training file (*.training.toml), or choose one in the Explorer.'));
    return;
  }
  // What is trained is what is on the disk.
  if (!(await editor.save(path))) return;
  const check = await deps.check(item ?? undefined);
  if (!check) return;
  const errors = [...check.ofFile, ...check.beyond].filter(({ level }) => level === 'error').length;
  if (errors > 0) {
    dialogs.status(l10n.t('{0} has errors: it is not trained.', basename(path)), 5000);
    return;
  }
  await deps.train(path);
}
