import * as l10n from '@vscode/l10n';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../../../core/files/atomicWrite';
import { safeName } from '../../../core/files/safeName';
import type { Family } from '../../../core/training/options/families';
import type { ModelKind } from '../../../core/training/job/modelKind';
import type { Dialogs } from '../../platform/dialogs';
import type { TrainingEditor } from '../trainingEditor';
import { FAMILY_NAMES } from './familyNames';

export interface NewTrainingDeps {
  readonly dialogs: Dialogs;
  readonly editor: Pick<TrainingEditor, 'isOpenFolder' | 'settings'>;
  /** Shows the file that was made (absolute path). */
  readonly open: (path: string) => Promise<void>;
}

/** What is known of the training before the user is asked. */
export interface Begun {
  /** The folder of the pictures, absolute. */
  readonly pictures?: string | undefined;
  /** The file of the base model, absolute, with what its header tells of it. */
  readonly baseModel?: string | undefined;
  readonly kind?: ModelKind | undefined;
}

/** Files that base models come as. */
const MODELS = { Models: ['safetensors', 'ckpt', 'pt'] };
const ENDING = '.training.toml';

/**
 * Writes a training file with the preset of a family beside a folder of pictures, and opens it. The file of an open
 * folder lies inside it, as what is beside it is not shown.
 */
export async function newTraining(
  { dialogs, editor, open }: NewTrainingDeps,
  { pictures: given, baseModel: base, kind }: Begun,
): Promise<void> {
  const pictures =
    given ??
    (
      await dialogs.openFolders({
        title: l10n.t('The folder of the pictures to train'),
        openLabel: l10n.t('Choose'),
      })
    )[0];
  if (pictures === undefined) return;
  const isInside = editor.isOpenFolder(pictures);
  const folder = isInside ? pictures : dirname(pictures);
  const title = l10n.t('New Training File');
  const family =
    kind?.family ??
    (await dialogs.pick(families(), { title, placeHolder: l10n.t('The kind of base model') }))?.family;
  if (!family) return;
  const baseModel = base ?? (await chooseBaseModel(dialogs, editor.settings(folder).baseModels));
  if (baseModel === undefined) return;
  const name = await dialogs.input({
    title,
    prompt: l10n.t('The name of the LoRA'),
    value: safeName(basename(pictures), 'lora'),
    validate: (text) => wrongName(folder, text),
  });
  if (name === undefined) return;
  const { presetFor } = await import('../../../core/training/job/presets');
  const { trainingText } = await import('../../../core/training/job/writeTraining');
  const target = join(folder, `${name}${ENDING}`);
  await writeFileAtomic(
    target,
    trainingText({
      ...presetFor(family, kind?.baseModel),
      name,
      family,
      base_model: baseModel,
      pictures: isInside ? '.' : basename(pictures),
    }),
  );
  await open(target);
}

const families = () =>
  (Object.keys(FAMILY_NAMES) as Family[]).map((family) => ({
    label: FAMILY_NAMES[family],
    description: family,
    family,
  }));

/** @returns what stands for the base model in the file; undefined where the user cancelled */
async function chooseBaseModel(
  dialogs: Dialogs,
  known: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const title = l10n.t('The base model');
  const file = { label: l10n.t('Choose a File…') };
  const later = { label: l10n.t('Fill In Later') };
  const chosen = await dialogs.pick(
    [...Object.entries(known).map(([label, description]) => ({ label, description })), file, later],
    { title },
  );
  if (chosen === later) return 'base_model.safetensors';
  if (chosen !== file) return chosen?.label;
  return dialogs.openFile({ title, openLabel: l10n.t('Choose'), filters: MODELS });
}

function wrongName(folder: string, text: string): string | undefined {
  if (text === '') return l10n.t('A training needs a name.');
  if (safeName(text, '') !== text) return l10n.t('“{0}” cannot be the name of a file.', text);
  return existsSync(join(folder, text + ENDING)) ? l10n.t('{0} is there already.', text + ENDING) : undefined;
}
