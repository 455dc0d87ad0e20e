import path from 'node:path';
import type { TrainingFile } from '../job/trainingFile';
import type { TrainingSettings } from '../trainingSettings';

/** Where things are for the trainer: in a container their paths may be others. */
export interface LaunchPlaces {
  /** The trainer’s file. */
  readonly script: string;
  /** A path of this machine as the trainer sees it: its settings must name this one. */
  readonly toTrainer: (path: string) => string;
  /** A path that the trainer names, as this machine knows it. */
  readonly fromTrainer: (path: string) => string;
}

/** Where the drives of Windows are in a container. */
const DRIVES = '/host';

/**
 * On Linux and macOS paths are the same in the container, so that its log names files as the user knows them; those of
 * Windows, which Linux cannot have, become `/host/c/…`.
 * @param script the trainer’s file in the user’s own sd-scripts
 */
export function launchPlaces(
  settings: TrainingSettings,
  training: TrainingFile,
  script: string,
  platform: NodeJS.Platform = process.platform,
): LaunchPlaces {
  const same = (file: string) => file;
  if (training.launcher?.type !== 'docker') return { script, toTrainer: same, fromTrainer: same };
  const name = (platform === 'win32' ? path.win32 : path.posix).basename(script);
  const inImage = path.posix.join(settings.docker.kohyaRoot, name);
  if (platform !== 'win32') return { script: inImage, toTrainer: same, fromTrainer: same };
  return { script: inImage, toTrainer: fromWindows, fromTrainer: toWindows };
}

function fromWindows(file: string): string {
  const normal = path.win32.normalize(file);
  const drive = /^([A-Za-z]):\\/.exec(normal);
  if (drive) return `${DRIVES}/${String(drive[1]).toLowerCase()}/${slashes(normal.slice(3))}`;
  const share = /^\\\\(?![.?]\\)(.+)$/.exec(normal);
  return share ? `${DRIVES}/unc/${slashes(String(share[1]))}` : file;
}

function toWindows(file: string): string {
  const share = /^\/host\/unc\/(.+)$/.exec(file);
  if (share) return `\\\\${backslashes(String(share[1]))}`;
  const drive = /^\/host\/([a-z])(?:\/(.*))?$/.exec(file);
  return drive ? `${String(drive[1]).toUpperCase()}:\\${backslashes(drive[2] ?? '')}` : file;
}

const slashes = (file: string): string => file.replaceAll('\\', '/');
const backslashes = (file: string): string => file.replaceAll('/', '\\');
