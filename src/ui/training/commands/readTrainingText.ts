import { statPath } from '../../../core/files/statPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import type { TrainingEditor } from '../trainingEditor';

/** The text of a training file as the editor has it, else as it is on the disk. @throws Problem where it is not there */
export async function readTrainingText(editor: TrainingEditor, path: string): Promise<string> {
  const open = editor.openText(path);
  if (open !== undefined) return open;
  await statPath(path);
  return (await readUtf8(path)) ?? '';
}
