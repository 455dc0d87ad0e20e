import * as l10n from '@vscode/l10n';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { digestOf } from '../../../files/digest';
import { readRegular } from '../../../files/regularFile';
import { resolveInside, safeName } from '../../../files/safeName';
import { unusedPath } from '../../../files/unusedPath';
import { describeImage } from '../../../images/describeImage';
import { imageEnding } from '../../../images/imageEnding';
import { ImageIndex } from '../../../images/imageIndex';
import { readImageRecord, recordPath, type ImageModel, type ImageRecord } from '../../../images/imageRecord';
import type { PathTemplate, PathVariable } from '../../../images/pathTemplate';
import { stemOf } from '../../../models/modelFile';
import { FORMAT_BYTES } from '../../../media/pictureFormat';
import { Problem, type ProblemInfo } from '../../../problem/problem';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import { replaceFile } from '../../../undo/replaceFile';
import type { UndoRecorder } from '../../../undo/undoRecorder';

/** The model that pictures become examples of. */
export interface ExampleModel extends ImageModel {
  /** Absolute. */
  readonly path: string;
}

export interface AddExamplesDeps {
  /** The folder of images (absolute), and where an image goes below it. */
  readonly folder: string;
  readonly template: PathTemplate;
  readonly undo: Pick<UndoRecorder, 'keep'>;
}

/** A file by its absolute path, or what is in one whose path is not known; its name is not trusted. */
export type ExampleFile = string | { readonly name: string; readonly bytes: Uint8Array };

/** What became of a file: its path, or its name. */
export type AddedExample = { readonly path: string } &
  /** `there`: the same picture is in the folder already. */
  (
    | { readonly state: 'added' | 'there'; readonly to: string }
    | { readonly state: 'failed'; readonly problem: ProblemInfo }
  );

/** What a template may have in its path that is known of a model. */
const OF_MODEL: Readonly<Partial<Record<PathVariable, (model: ExampleModel) => unknown>>> = {
  model_id: ({ modelId }) => modelId,
  model_name: ({ modelName }) => modelName,
  version_id: ({ versionId }) => versionId,
  version_name: ({ versionName }) => versionName,
  base_model: ({ baseModel }) => baseModel,
};

/**
 * Copies pictures and videos into the folder of images as examples of a model, with records that say so and what each was
 * made with. Where the model is not known well enough to fill in the path template, they go into a folder beside it that
 * is called as it is. No file is written over; one that fails does not hinder the others.
 */
export async function addExamples(
  files: readonly ExampleFile[],
  model: ExampleModel,
  deps: AddExamplesDeps,
  signal?: AbortSignal,
): Promise<AddedExample[]> {
  const beside = join(dirname(model.path), safeName(stemOf(model.path), 'examples'));
  const place = isKnown(model, deps.template) ? undefined : beside;
  const index = await ImageIndex.read(place ?? deps.folder, signal);
  const { modelId, modelName, versionId, versionName, baseModel } = model;
  const facts = { modelId, modelName, versionId, versionName, baseModel };
  const done: AddedExample[] = [];
  for (const file of files) {
    if (signal?.aborted) break;
    const path = typeof file === 'string' ? file : file.name.replace(/^.*[\\/]/s, '');
    try {
      const added = await addExample(path, await contentOf(file), facts, place, index, deps);
      done.push(added);
    } catch (error) {
      done.push({ path, state: 'failed', problem: problemInfo(toProblem(error, basename(path))) });
    }
  }
  return done;
}

/** Whether all that a template asks for of a model is known. */
function isKnown(model: ExampleModel, template: PathTemplate): boolean {
  return Object.entries(OF_MODEL).every(
    ([name, valueOf]) => !template.uses(name as PathVariable) || valueOf(model) !== undefined,
  );
}

interface Content {
  readonly bytes: Buffer;
  /** What the record beside it says. */
  readonly known: ImageRecord | undefined;
}

async function contentOf(file: ExampleFile): Promise<Content> {
  if (typeof file !== 'string') {
    const { buffer, byteOffset, byteLength } = file.bytes;
    return { bytes: Buffer.from(buffer, byteOffset, byteLength), known: undefined };
  }
  const bytes = await readRegular(file).catch((error: unknown) => {
    throw toProblem(error, basename(file));
  });
  return { bytes, known: await readImageRecord(file) };
}

async function addExample(
  path: string,
  { bytes, known }: Content,
  model: ImageModel,
  place: string | undefined,
  index: ImageIndex,
  { folder, template, undo }: AddExamplesDeps,
): Promise<AddedExample> {
  const ending = imageEnding(bytes.subarray(0, FORMAT_BYTES));
  if (ending === undefined) throw noPicture(basename(path));
  const file = { sha256: digestOf(bytes), bytes: bytes.length };
  const there = index.find({ ...known, file });
  if (there !== undefined) return { path, state: 'there', to: there };
  const own = basename(path, extname(path));
  const id = known?.id === undefined ? safeName(own, 'image') : String(known.id);
  const stem =
    place === undefined
      ? resolveInside(folder, template.path({ ...model, id, creator: known?.username, createdAt: known?.createdAt, postId: known?.postId })) // prettier-ignore
      : join(place, safeName(own, 'image'));
  const to = await freePlace(stem + endingOf(path, ending));
  const record: ImageRecord = { ...known, model: withoutNothing(model), file };
  await mkdir(dirname(to), { recursive: true });
  await replaceFile(to, undefined, bytes, undo);
  const { known: made } = await describeImage(to, known?.meta);
  const text = `${JSON.stringify({ ...record, ...made }, undefined, 2)}\n`;
  await replaceFile(recordPath(to), undefined, Buffer.from(text), undo);
  index.add(to, record);
  return { path, state: 'added', to };
}

/** A path that neither a picture nor a record has: one may have been left behind. */
async function freePlace(path: string): Promise<string> {
  const taken = new Set<string>();
  for (;;) {
    const free = await unusedPath(path, taken);
    if (taken.has(free) || (await unusedPath(recordPath(free))) === recordPath(free)) return free;
    taken.add(free);
  }
}

/** A file keeps its own ending where that fits its content: `.jpg` as well as `.jpeg`. */
function endingOf(path: string, ending: string): string {
  const own = extname(path).toLowerCase();
  return ending === '.jpeg' && (own === '.jpg' || own === '.jpe') ? extname(path) : ending;
}

const withoutNothing = (model: ImageModel): ImageModel =>
  Object.fromEntries(Object.entries(model).filter(([, value]) => value !== undefined));

const noPicture = (name: string) =>
  new Problem(
    'bad_input',
    l10n.t('{0} is neither a picture nor a video.', name),
    l10n.t('PNG, JPEG, WebP, GIF, AVIF, MP4 and WebM can be example images.'),
  );
