import * as l10n from '@vscode/l10n';
import type { SettingId } from '../../platform/contributions/settings';
import type { Dialogs } from '../../platform/dialogs';

/** Says that a setting has a relative path, and no folder is open that it could start at. */
export async function needsFolder(dialogs: Dialogs, setting: SettingId): Promise<void> {
  const open = l10n.t('Open Settings');
  const text = l10n.t(
    'Nothing tells where downloads go: open a folder, or give {0} an absolute path.',
    setting,
  );
  if ((await dialogs.warn(text, open)) === open)
    await dialogs.execute('workbench.action.openSettings', setting);
}
