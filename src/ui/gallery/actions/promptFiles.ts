import * as l10n from '@vscode/l10n';
import { basename, dirname, join } from 'node:path';
import { exportPrompts, sendToPromptList } from '../../../core/gallery/actions/prompts/promptLists';
import { savePrompts } from '../../../core/gallery/actions/prompts/savePrompts';
import { folderLora } from '../../../core/models/outputName/folderLora';
import { composeBy } from '../../../core/prompts/rewrite/composeBy';
import { askForRoom } from '../../undo/askForRoom';
import type { GalleryFeature } from '../feature';
import { report } from './report';
import { picturesText } from './selectedText';

const filters = () => ({ [l10n.t('Prompt lists')]: ['txt', 'json'] });

/** Saves the prompts of pictures as prompt files beside them. */
export async function savePromptFiles(feature: GalleryFeature, paths: readonly string[]): Promise<void> {
  const [first] = paths;
  if (first === undefined) return;
  const { settings, modelServices, changes, jobs } = feature;
  const rules = await settings.rules(dirname(first));
  const { scanner } = await modelServices();
  const undo = (await changes()).recorder('prompt', basename(first));
  const loraOf = (folder: string) => folderLora(folder, (path) => scanner.header(path));
  const saved = await jobs.run({
    title: l10n.t('Saving prompts…'),
    what: picturesText(paths),
    work: ({ signal }) => savePrompts(paths, { compose: composeBy(rules), loraOf, undo }, signal),
  });
  if (!saved) return;
  const written = saved.flatMap((each) => (each.state === 'saved' ? [each.to] : []));
  const failed = saved.flatMap((each) => (each.state === 'failed' ? [each] : []));
  const [one] = written;
  const said =
    one === undefined
      ? undefined
      : written.length === 1
        ? l10n.t('Saved as {0}.', basename(one))
        : l10n.t('{0} prompt files saved.', written.length);
  if (said === undefined && saved.some(({ state }) => state === 'unchanged'))
    feature.dialogs.status(l10n.t('The prompt files are there already.'), 5000);
  await report(feature, said, { failed, touched: [] });
}

/** Writes the prompts of pictures into a list that the user names. */
export async function exportPromptList(feature: GalleryFeature, paths: readonly string[]): Promise<void> {
  const file = await feature.dialogs.saveFile({
    title: l10n.t('Export the prompts of {0}', picturesText(paths)),
    filters: filters(),
    path: join(dirname(paths[0] ?? ''), 'prompts.txt'),
  });
  if (file !== undefined) await writeList(feature, paths, file, exportPrompts);
}

/** Adds the prompts of pictures to a list that the user chooses. */
export async function sendToPromptFile(feature: GalleryFeature, paths: readonly string[]): Promise<void> {
  const file = await feature.dialogs.openFile({
    title: l10n.t('Add the prompts of {0} to which list?', picturesText(paths)),
    openLabel: l10n.t('Add'),
    filters: filters(),
  });
  if (file !== undefined) await writeList(feature, paths, file, sendToPromptList);
}

async function writeList(
  feature: GalleryFeature,
  paths: readonly string[],
  file: string,
  write: typeof exportPrompts,
): Promise<void> {
  const changes = await feature.changes();
  await changes.makeRoomForFiles([file], askForRoom(feature.dialogs, feature.dateText));
  const { prompts, failed } = await write(paths, file, changes.recorder('prompt', basename(file)));
  await report(feature, l10n.t('{0} prompts written to {1}.', prompts, basename(file)), {
    failed,
    touched: [],
  });
}
