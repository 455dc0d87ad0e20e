import * as l10n from '@vscode/l10n';
import type { ProblemInfo } from '../../../core/problem/problem';
import type { GalleryFeature } from '../feature';

/** How long the status bar says what was done, milliseconds. */
const STATUS_MS = 5000;

/** What failed of a run. */
export interface FailedPicture {
  readonly problem: ProblemInfo;
}

/** Says what a run did, with a button that undoes it; failures are told with the first reason, and the log has all. */
export async function report(
  { dialogs, log, library }: GalleryFeature,
  done: string | undefined,
  {
    failed = [],
    touched,
  }: { readonly failed?: readonly FailedPicture[]; readonly touched: readonly string[] },
): Promise<void> {
  await library.changed(touched);
  for (const { problem } of failed) log.warn(`Gallery: ${problem.message} ${problem.advice}`);
  const [first] = failed;
  if (first) {
    const { message, advice } = first.problem;
    const more = failed.length > 1 ? l10n.t('{0} more; the log has all.', failed.length - 1) : '';
    void dialogs.warn([message, advice, more].filter((text) => text !== '').join(' '));
  }
  if (done === undefined) return;
  const undo = l10n.t('Undo');
  dialogs.status(done, STATUS_MS);
  // Not awaited: a message that nobody answers must not hold the page.
  void dialogs.info(done, undo).then(async (chosen) => {
    if (chosen !== undo) return;
    await dialogs.execute('diffusionWorkbench.models.undo');
    // Not all folders are watched.
    await library.changed(touched);
  });
}
