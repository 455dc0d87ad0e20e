import { dirname, join } from 'node:path';
import { resolveInside } from '../../files/safeName';
import { isShowable, localPicture } from '../sidecar/foreign/pictures';

/**
 * The picture to show for a model: the one that its sidecar names, else the one that another tool keeps beside it.
 * @param previewPath as the sidecar has it; a path that leaves the model's folder is not opened
 * @returns absolute path; undefined where there is none that can be shown
 */
export async function shownPicture(
  modelPath: string,
  previewPath: string | undefined,
): Promise<string | undefined> {
  const folder = dirname(modelPath);
  const named = previewPath === undefined ? undefined : inside(folder, previewPath);
  if (named !== undefined && (await isShowable(named))) return named;
  const beside = await localPicture(modelPath);
  return beside === undefined ? undefined : join(folder, beside);
}

function inside(folder: string, previewPath: string): string | undefined {
  try {
    return resolveInside(folder, ...previewPath.split('/'));
  } catch {
    return undefined;
  }
}
