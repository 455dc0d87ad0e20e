import * as l10n from '@vscode/l10n';
import { DownloadLog } from '../../../core/downloads/log/downloadLog';
import type { LoggedFailure } from '../../../core/downloads/log/entries';
import { findLogs } from '../../../core/downloads/log/findLogs';
import { CREATOR_TASK, creatorOrder } from '../../../core/downloads/queue/payloads';
import type { DownloadsFeature } from '../feature';
import { needsFolder } from './needsFolder';

/** What failed of a creator, by the log. */
interface Failed {
  readonly username: string;
  readonly failures: readonly LoggedFailure[];
}

/** Lists what failed of creators, with the reasons; one that is picked is opened on Civitai. */
export async function showFailed(feature: DownloadsFeature): Promise<void> {
  const all = await failedOf(feature);
  if (!all) return;
  const choices = all.flatMap(({ username, failures }) =>
    failures.map(({ id, type, reason, info }) => ({
      label: l10n.t(
        '{0} of {1}',
        type === 'image' ? l10n.t('Image {0}', id) : l10n.t('Version {0}', id),
        username,
      ),
      description: reason,
      detail: [info.message, info.expected_file_path].filter((text) => typeof text === 'string').join(' · '),
      page: type === 'image' ? `/images/${id}` : `/model-versions/${id}`,
    })),
  );
  const picked = await feature.dialogs.pick(choices, { title: l10n.t('What failed ({0}); choose one to open it on Civitai', choices.length) }); // prettier-ignore
  if (picked) await feature.openPage(picked.page);
}

/** Puts what failed of the chosen creators in the queue again. */
export async function retryFailed(feature: DownloadsFeature): Promise<void> {
  const all = await failedOf(feature);
  const found = feature.settings.creators();
  if (!all || !found) return;
  const choices = all.map(({ username, failures }) => ({ label: username, description: l10n.t('{0} failed', failures.length), picked: true })); // prettier-ignore
  const picked = await feature.dialogs.pickMany(choices, {
    title: l10n.t('Retry what failed of which creators?'),
  });
  for (const { label: username } of picked ?? []) {
    const payload = creatorOrder(username, found.settings, { retry: true });
    await feature.add({ title: l10n.t('What failed of {0}', username), kind: CREATOR_TASK, payload });
  }
}

/** Those that have failures; undefined where there are none, which is said. */
async function failedOf({ dialogs, settings }: DownloadsFeature): Promise<readonly Failed[] | undefined> {
  const found = settings.creators();
  if (!found) {
    await needsFolder(dialogs, 'diffusionWorkbench.downloads.logDirectory');
    return undefined;
  }
  // Where there is no folder of logs yet, nothing was downloaded.
  const logs = await findLogs(found.settings.logDirectory).catch(() => []);
  const all = await Promise.all(
    logs.map(async ({ username, path }) => ({
      username,
      failures: [...(await DownloadLog.open(path)).failures],
    })),
  );
  const failed = all.filter(({ failures }) => failures.length > 0);
  if (failed.length > 0) return failed;
  void dialogs.info(l10n.t('Nothing failed of any creator.'));
  return undefined;
}
