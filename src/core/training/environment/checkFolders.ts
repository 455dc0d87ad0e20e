import * as l10n from '@vscode/l10n';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';

import { formatBytes } from '../../text/amounts';
import type { Finding } from '../finding';
import type { EnvironmentNeed } from './packages';

/** Whether finished LoRAs can be copied to their folder. `lora_dir_missing` can be answered by making it. */
export async function checkLoraDir(folder: string | undefined): Promise<Finding[]> {
  if (folder === undefined) return [];
  const found = await stat(folder).catch(() => undefined);
  if (!found) {
    return [
      {
        level: 'error',
        code: 'lora_dir_missing',
        file: folder,
        message: l10n.t('The folder for finished LoRAs, {0}, is not there.', folder),
        fix: l10n.t('Create it, or correct its path.'),
      },
    ];
  }
  const isWritable =
    found.isDirectory() &&
    (await access(folder, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    ));
  if (isWritable) return [];
  return [
    {
      level: 'error',
      code: found.isDirectory() ? 'lora_dir_read_only' : 'lora_dir_no_folder',
      file: folder,
      message: found.isDirectory()
        ? l10n.t('Nothing can be written to the folder for finished LoRAs, {0}.', folder)
        : l10n.t('{0}, where finished LoRAs should go, is no folder.', folder),
      fix: l10n.t('Choose another folder, or change who may write to it.'),
    },
  ];
}

/** Bytes that are free for the user in a folder that need not be there yet. */
export type FreeBytes = (folder: string) => Promise<number | undefined>;

/** Whether checkpoints and states will find room. The size is an estimate, so that it alone stops nothing. */
export function checkDisk(outputs: EnvironmentNeed['outputs'], free: number | undefined): Finding[] {
  if (!outputs || free === undefined || free >= outputs.bytes) return [];
  return [
    {
      level: 'warning',
      code: 'disk_low',
      file: outputs.folder,
      message: l10n.t(
        'About {0} will be written, and {1} are free in {2}.',
        formatBytes(outputs.bytes),
        formatBytes(free),
        outputs.folder,
      ),
      fix: l10n.t('Free some space, keep fewer checkpoints and states (save.keep_last), or save less often.'),
    },
  ];
}
