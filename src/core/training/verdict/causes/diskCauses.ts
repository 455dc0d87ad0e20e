import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { diskFull, fileIn } from './causeTexts';

/** Where what is written or read on a disk went wrong for a reason that any program could meet. */
export const DISK_CAUSES: readonly Cause[] = [
  {
    id: 'disk_full',
    match:
      /No space left on device|database or disk is full|StorageFull|Errno 28\b|os error 28\b|os error 112\b|WinError 112\b|not enough space on the disk|Disk quota exceeded|Errno 122\b|os error 122\b|PytorchStreamWriter failed writing|inline_container\.cc.{0,40}(?:unexpected pos|file write failed)|iostream error/i,
    say: diskFull,
  },
  {
    id: 'file_too_large',
    match: /File too large|(?:Errno|os error) 27\b|WinError 223\b/i,
    say: () => l10n.t('A file became larger than this disk allows (4 GB on FAT32). Choose an output folder on another disk, such as NTFS, exFAT, ext4 or APFS.'), // prettier-ignore
  },
  {
    id: 'read_only',
    match: /Read-only file system|Errno 30\b|os error 30\b/i,
    say: () => l10n.t('The output folder lies on a disk that can only be read. Choose an output folder that can be written.'), // prettier-ignore
  },
  {
    id: 'io_error',
    match:
      /Input\/output error|Stale (?:NFS )?file handle|Remote I\/O error|Transport endpoint is not connected|Host is down|\bErrno (?:5|6|19|107|112|116|121)\b|(?:WinError|os error) (?:21|23|53|55|59|64|67|107|116|121|433|483|1006|1117|1167|1231)\b/i,
    say: (_, { text }) => l10n.t('A drive failed or was lost while the trainer used it (a network drive, a USB disk, a failing disk): {0}. Connect it again and check it, or copy the pictures, the model and the output folder to a local disk, then resume.', fileIn(text, '') || l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'name_too_long',
    match: /File ?name too long|filename or extension is too long|(?:Errno|os error) (?:36|63)\b|(?:WinError|os error) 206\b/i, // prettier-ignore
    say: () => l10n.t('The name or path of a file is too long for this system. Shorten output_name and output_dir, or the names of the pictures; on Windows turn long paths on.'), // prettier-ignore
  },
  {
    id: 'name_invalid',
    match: /(?:WinError|os error) 123\b|volume label syntax|OSError: \[Errno 22\] Invalid argument: '|directory name is invalid/i, // prettier-ignore
    say: (_, { text }) => l10n.t('A file name has characters that this disk does not allow: {0}. Correct output_name, output_dir or the names of the pictures.', fileIn(text, '') || l10n.t('its name is not told')), // prettier-ignore
  },
  {
    id: 'file_in_use',
    match: /(?:WinError|os error) (?:33|1224)\b|WinError 32\b|being used by another process|user-mapped section open/i, // prettier-ignore
    say: () => l10n.t('A file is used by another program. Close what has the model, the pictures or the output folder open (a file synchroniser and a virus scanner, too), and train again.'), // prettier-ignore
  },
  {
    id: 'permission',
    match:
      /PermissionError\b.{0,200}|Permission denied.{0,200}|Access is denied.{0,200}|Operation not permitted|os error (?:5|13)\b|WinError 5\b/i,
    say: (_, { text }) => l10n.t('Permission denied: the trainer may not read or write {0}. Give your user the right to it, close programs that hold it open, or choose another folder.', fileIn(text, '') || l10n.t('a file')), // prettier-ignore
  },
  {
    id: 'output_gone',
    match: /No such file or directory|cannot find the (?:path|file)|os error [23]\b|WinError [23]\b|Parent directory .{1,1000} does not exist/i, // prettier-ignore
    frames:
      /:(?:save_\w+|_save|__enter__save|serialize_file)(?: |$)|serialization\.py:(?:save|_open_zipfile_writer|__init__)/,
    say: (_, { text }) => l10n.t('The output folder was removed, renamed or disconnected while the trainer ran: {0}. Create it again, leave it in place, and resume from the last state.', fileIn(text, '') || l10n.t('its name is not told')), // prettier-ignore
  },
];
