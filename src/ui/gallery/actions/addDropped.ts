import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addExamples, type ExampleFile } from '../../../core/gallery/actions/models/addExamples';
import type { GalleryCell } from '../../../core/gallery/engine';
import { PathTemplate } from '../../../core/images/pathTemplate';
import { baseModel } from '../../../core/models/view/modelText';
import { Problem } from '../../../core/problem/problem';
import type { GallerySubject } from '../../../protocol/gallery';
import type { GalleryFeature } from '../feature';
import { report } from './report';
import { picturesText } from './selectedText';

/** Makes pictures that were dropped the example images of a model: of the card they were dropped on, else of the gallery's. */
export async function addDropped(
  feature: GalleryFeature,
  files: readonly ExampleFile[],
  cell: Pick<GalleryCell, 'path' | 'kind'> | undefined,
  subject: GallerySubject,
): Promise<void> {
  const { models, settings, jobs, changes } = feature;
  const modelPath = cell?.kind === 'model' ? cell.path : subject.kind === 'models' && subject.paths.length === 1 ? subject.paths[0] : undefined; // prettier-ignore
  const entry = modelPath === undefined ? undefined : models.entry(modelPath);
  const images = settings.images();
  if (!entry || !images) throw noModel();
  const pictures = files.map((file) => (typeof file === 'string' ? pathOf(file) : file));
  const { civitai_model_id: modelId, civitai_version_id: versionId, civitai_name: modelName, civitai_version_name: versionName } = entry.sidecar ?? {}; // prettier-ignore
  const model = { path: entry.path, modelId, versionId, modelName, versionName, baseModel: baseModel(entry) };
  const undo = (await changes()).recorder('examples', basename(entry.path));
  const added = await jobs.run({
    title: l10n.t('Adding example images…'),
    what: basename(entry.path),
    work: ({ signal }) => addExamples(pictures, model, { folder: images.folder, template: new PathTemplate(images.template), undo }, signal), // prettier-ignore
  });
  if (!added) return;
  const fresh = added.flatMap((each) => (each.state === 'added' ? [each.to] : []));
  const failed = added.flatMap((each) => (each.state === 'failed' ? [each] : []));
  const done = fresh.length > 0 ? l10n.t('{0} added to the example images of {1}.', picturesText(fresh), basename(entry.path)) : undefined; // prettier-ignore
  if (fresh.length === 0 && added.some(({ state }) => state === 'there'))
    void feature.dialogs.info(l10n.t('They are there already.'));
  await report(feature, done, { failed, touched: fresh });
}

/** A file by its path, or by the address that VS Code and browsers give it while it is dragged. */
function pathOf(file: string): string {
  if (!/^(?:file|vscode-remote):/i.test(file) || !URL.canParse(file)) return file;
  // The machine that VS Code is connected to is this one.
  return fileURLToPath(`file://${new URL(file).pathname}`);
}

const noModel = () =>
  new Problem(
    'bad_input',
    l10n.t('It is not clear which model these pictures are examples of.'),
    l10n.t('Drop them on the card of a model, or into the gallery of one model.'),
  );
