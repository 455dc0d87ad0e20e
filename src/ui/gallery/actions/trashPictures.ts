import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { examplesOf } from '../../../core/gallery/actions/models/examplesOf';
import { planTrash, trash } from '../../../core/gallery/actions/trash';
import type { GalleryCell } from '../../../core/gallery/engine';
import { modelName } from '../../../core/models/view/modelText';
import { Problem } from '../../../core/problem/problem';
import { formatBytes } from '../../../core/text/amounts';
import type { GallerySubject } from '../../../protocol/gallery';
import type { GalleryServices } from '../../platform/services';
import { askForRoom } from '../../undo/askForRoom';
import type { GalleryFeature } from '../feature';
import { report } from './report';
import { picturesText } from './selectedText';

/** Moves pictures to the trash with what belongs to them, after a question; Undo brings all of them back. */
export async function trashPictures(feature: GalleryFeature, paths: readonly string[]): Promise<void> {
  const { dialogs, jobs, changes } = feature;
  const plan = await planTrash(paths);
  const [first] = plan.pictures;
  if (!first) return;
  const what = picturesText(plan.pictures.map(({ path }) => path));
  const move = l10n.t('Move to Trash');
  const detail = l10n.t('{0} files, {1}, with the records and prompts that belong to them. Undo brings them back.', plan.files, formatBytes(plan.bytes)); // prettier-ignore
  if ((await dialogs.confirm(l10n.t('Move {0} to the trash?', what), detail, move)) !== move) return;
  const models = await changes();
  const files = plan.pictures.flatMap(({ path, along }) => [path, ...along]);
  await models.makeRoomForFiles(files, askForRoom(dialogs, feature.dateText));
  const undo = models.recorder('trash', basename(first.path));
  const done = await jobs.run({
    title: l10n.t('Moving {0} to the trash…', what),
    what,
    work: ({ signal }) => trash(plan, undo, signal),
  });
  if (!done) return;
  const said = done.done.length > 0 ? l10n.t('{0} moved to the trash.', picturesText(done.done)) : undefined;
  await report(feature, said, { failed: done.failed, touched: done.done });
}

/**
 * The example images of models, as their records say it: of cards, of the model that a picture shows, or of the gallery.
 * @returns absolute paths
 */
export async function chooseExamples(
  { models }: GalleryFeature,
  { gallery }: GalleryServices,
  cells: readonly Pick<GalleryCell, 'path' | 'kind' | 'owner'>[],
  subject: GallerySubject,
): Promise<readonly string[]> {
  const modelPaths = cells.map(({ kind, path, owner }) => (kind === 'model' ? path : (owner ?? only(subject)))); // prettier-ignore
  const known = [...new Set(modelPaths)].flatMap((path) => (path === undefined ? [] : (models.entry(path) ?? []))); // prettier-ignore
  const linked = known.filter(({ sidecar }) => sidecar?.civitai_model_id !== undefined);
  const [first] = linked;
  if (!first) throw noModel();
  const found = new Set<string>();
  for (const { path, sidecar } of linked) {
    const { civitai_model_id: modelId, civitai_version_id: versionId } = sidecar ?? {};
    if (modelId === undefined) continue;
    const candidates = await gallery.picturesOf({ kind: 'models', paths: [path] });
    for (const example of await examplesOf(candidates, { modelId, versionId })) found.add(example);
  }
  if (found.size === 0) throw noExamples(modelName(first));
  return [...found];
}

const only = (subject: GallerySubject): string | undefined =>
  subject.kind === 'models' && subject.paths.length === 1 ? subject.paths[0] : undefined;

const noModel = () =>
  new Problem(
    'missing',
    l10n.t('It is not known which model these are examples of.'),
    l10n.t('Open the gallery of a model that is linked to Civitai.'),
  );

const noExamples = (name: string) =>
  new Problem(
    'missing',
    l10n.t('{0} has no example images whose records say so.', name),
    l10n.t('Move pictures to the trash one by one.'),
  );
