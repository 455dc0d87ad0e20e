import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { exportStripped } from '../../../core/gallery/actions/stripped';
import type { GalleryFeature } from '../feature';
import { report } from './report';
import { picturesText } from './selectedText';

/** Writes copies of pictures without their prompts into a folder that the user chooses. */
export async function exportStrippedCopies(feature: GalleryFeature, paths: readonly string[]): Promise<void> {
  const { dialogs, jobs, changes } = feature;
  const what = picturesText(paths);
  const [folder] = await dialogs.openFolders({
    title: l10n.t('Where do the copies of {0} go?', what),
    openLabel: l10n.t('Export Here'),
  });
  if (folder === undefined) return;
  const undo = (await changes()).recorder('stripped', basename(paths[0] ?? ''));
  const exported = await jobs.run({
    title: l10n.t('Exporting {0}…', what),
    what,
    work: ({ signal }) => exportStripped(paths, { folder }, undo, signal),
  });
  if (!exported) return;
  const written = exported.flatMap((each) => (each.state === 'exported' ? [each] : []));
  const failed = exported.flatMap((each) => (each.state === 'failed' ? [each] : []));
  const [note] = written.flatMap(({ notes }) => notes);
  if (note !== undefined) void dialogs.warn(note);
  const said =
    written.length === 0
      ? undefined
      : l10n.t('{0} exported to {1}, without prompts.', picturesText(written.map(({ to }) => to)), basename(folder)); // prettier-ignore
  await report(feature, said, { failed, touched: written.map(({ to }) => to) });
}
