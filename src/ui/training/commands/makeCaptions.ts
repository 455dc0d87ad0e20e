import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import type { MadeCaption } from '../../../core/training/captions/makeCaptions';
import { refusal } from '../../../core/training/refusal';
import { trainingPath } from '../../../core/training/trainingPath';
import type { Dialogs } from '../../platform/dialogs';
import type { Jobs } from '../../platform/job';
import { filePaths } from '../../platform/uri';
import type { TrainingEditor } from '../trainingEditor';
import { notTrusted } from './notTrusted';
import { readTrainingText } from './readTrainingText';

export interface CaptionsDeps {
  readonly dialogs: Dialogs;
  readonly jobs: Jobs;
  readonly editor: TrainingEditor;
  readonly isTrusted: () => boolean;
}

/**
 * Lets the user's program write captions for a training file: the one that was chosen, else the active one. They are
 * shown before they are kept, and the editor can undo them afterwards.
 */
export async function makeTrainingCaptions(deps: CaptionsDeps, item: unknown): Promise<void> {
  const { dialogs, jobs, editor } = deps;
  if (!deps.isTrusted()) throw notTrusted();
  const path = filePaths([item])[0] ?? editor.activeFile();
  if (path === undefined) {
    void dialogs.info(l10n.t('Open a training file (*.training.toml), or choose one in the Explorer.'));
    return;
  }
  const { tagger = [], baseModels } = editor.settings(path);
  if (tagger.length === 0) {
    const open = l10n.t('Open Settings');
    const text = l10n.t(
      'No program is set that writes captions: name one in diffusionWorkbench.training.tagger.',
    );
    if ((await dialogs.info(text, open)) === open)
      await dialogs.execute('workbench.action.openSettings', 'diffusionWorkbench.training.tagger');
    return;
  }
  const captions = await jobs.run({
    title: l10n.t('Making captions for {0}', basename(path)),
    what: basename(path),
    work: async ({ signal }) => {
      const [{ makeCaptions }, { readTraining }] = await Promise.all([
        import('../../../core/training/captions/makeCaptions'),
        import('../../../core/training/job/readTraining'),
      ]);
      const { training, findings } = readTraining(await readTrainingText(editor, path), basename(path));
      const refused = refusal(findings);
      if (refused) throw refused;
      return training
        ? makeCaptions(training, trainingPath(dirname(path), baseModels), tagger, { signal })
        : [];
    },
  });
  if (!captions) return;
  if (captions.length === 0) void dialogs.info(l10n.t('{0}: no caption changes.', basename(path)));
  else await editor.write(await chosenOf(captions, dialogs));
}

async function chosenOf(captions: readonly MadeCaption[], dialogs: Dialogs): Promise<readonly MadeCaption[]> {
  const choices = captions.map((caption) => ({
    label: caption.picture,
    description:
      caption.before === undefined ? l10n.t('new') : l10n.t('instead of: {0}', caption.before.trim()),
    detail: caption.after.trim(),
    picked: true,
    caption,
  }));
  const picked = await dialogs.pickMany(choices, {
    title: l10n.t('Captions to keep'),
    placeHolder: l10n.t('Nothing is written before you accept. Undo takes it back.'),
    ignoreFocusOut: true,
  });
  return (picked ?? []).map(({ caption }) => caption);
}
