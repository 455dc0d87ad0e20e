import * as l10n from '@vscode/l10n';
import { access, mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicWrite';
import { PREVIEW_FOLDER } from '../../files/folderNames';
import { readIfThere } from '../../files/regularFile';
import { leadsOut } from '../../files/safeName';
import { Problem } from '../../problem/problem';
import type { PreviewPicture } from '../../media/pictureWorker';
import type { UndoRecorder } from '../../undo/undoRecorder';
import { MODEL_EXTENSIONS } from '../modelFile';
import type { Sidecar } from '../sidecar/fields';
import { updateSidecar } from '../sidecar/store';

/**
 * Writes the preview of a model beside it, and its name into the sidecar.
 * @param options.undo keeps what is replaced
 * @throws Problem of writing
 */
export async function savePreview(
  modelPath: string,
  picture: PreviewPicture,
  { clock, undo }: { readonly clock: () => Date; readonly undo?: UndoRecorder | undefined },
): Promise<void> {
  const relative = `${PREVIEW_FOLDER}/${await previewName(modelPath, picture.extension)}`;
  await makePreviewFolder(join(dirname(modelPath), PREVIEW_FOLDER));
  const path = join(dirname(modelPath), relative);
  await undo?.keep(path, await readIfThere(path), picture.bytes);
  await writeFileAtomic(path, picture.bytes);
  await updateSidecar(modelPath, (): Partial<Sidecar> => ({ preview_path: relative }), { clock, undo });
}

/** Makes the folder of previews; one that is a link could lead anywhere. @throws Problem `unsafe_name` */
async function makePreviewFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (!(await leadsOut(dirname(folder), folder))) return;
  throw new Problem(
    'unsafe_name',
    l10n.t('{0} is a link to another folder: no preview is written there.', PREVIEW_FOLDER),
    l10n.t('Put a folder in place of the link.'),
  );
}

/** `<model name>.jpg`, or with the model's extension in it where another model of the folder has the same name. */
async function previewName(modelPath: string, extension: string): Promise<string> {
  const file = basename(modelPath);
  const stem = basename(file, extname(file));
  // Only these few names are asked for: the folder may hold ten thousand others.
  const others = [...MODEL_EXTENSIONS].flatMap((ending) => [stem + ending, stem + ending.toUpperCase()]);
  const shared = await Promise.all(
    others.map(async (other) => other !== file && (await exists(join(dirname(modelPath), other)))),
  );
  return `${shared.includes(true) ? file : stem}${extension}`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
