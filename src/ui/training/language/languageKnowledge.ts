import type { LanguageKnowledge } from '../../../core/training/language/trainingContext';
import type { TrainerTables } from '../check/trainerTables';
import type { TrainingEditor } from '../trainingEditor';

/** What completion and hovers know for a training file (absolute path) besides its text. */
export type Knowledge = (path: string) => LanguageKnowledge;

/** What the settings say and the user's own trainers have told by now: nothing is waited for. */
export const languageKnowledge =
  (editor: Pick<TrainingEditor, 'settings'>, tables: Pick<TrainerTables, 'known'>): Knowledge =>
  (path) => ({
    ownTable: (family) => tables.known(path, family),
    baseModels: Object.keys(editor.settings(path).baseModels),
  });
