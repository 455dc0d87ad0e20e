import { dirname, relative, sep } from 'node:path';
import { isInside } from '../../files/expandPath';
import { resolveInside, safeName } from '../../files/safeName';
import type { CivitaiModel, ModelVersion } from '../../civitai/schemas';

/** A version of a model with what it needs to have a place. */
export interface CreatorVersion {
  readonly model: CivitaiModel;
  readonly modelId: number;
  readonly version: ModelVersion;
  readonly versionId: number;
}

/** A file of another version, or of another program, is in a folder. */
export type FolderOwner = number | 'foreign';

/** Bytes that leave room for a number behind a name. */
const SHORT = 150;

/** By which folders are told apart: not every drive tells upper from lower case. */
export const folderKey = (path: string): string => path.normalize('NFC').toLowerCase();

/** The versions of models, each model's newest first. */
export function versionsOf(models: readonly CivitaiModel[]): CreatorVersion[] {
  return models.flatMap((model) => {
    const { id: modelId, modelVersions = [] } = model;
    if (modelId === undefined) return [];
    const date = ({ publishedAt = '' }: ModelVersion) => Date.parse(publishedAt) || 0;
    return [...modelVersions]
      .sort((one, other) => date(other) - date(one))
      .flatMap((version): CreatorVersion[] =>
        version.id === undefined ? [] : [{ model, modelId, version, versionId: version.id }],
      );
  });
}

/**
 * The folder of each version (S3-75): `{root}/{user}/{Model}` for the newest, `{Model}/{version}` for further ones, so
 * that a folder has one LoRA. Where a version was before, it stays; names that several have get a number.
 * @param userFolder absolute
 * @param files where the file of a version is, where that is known
 * @param owners what is in folders besides, by `folderKey`
 * @returns absolute paths by version id
 */
export function planPlaces(
  userFolder: string,
  versions: readonly CreatorVersion[],
  files: ReadonlyMap<number, string>,
  owners: ReadonlyMap<string, FolderOwner>,
): Map<number, string> {
  const places = new Map<number, string>();
  const taken = new Map<string, FolderOwner>(owners);
  const roots = new Map<number, string>();
  const rootTaken = new Set<string>();
  for (const { versionId, modelId } of versions) {
    const folder = dirname(files.get(versionId) ?? userFolder);
    if (folder === userFolder || !isInside(folder, userFolder)) continue;
    places.set(versionId, folder);
    taken.set(folderKey(folder), versionId);
    const root = resolveInside(userFolder, relative(userFolder, folder).split(sep)[0] ?? '');
    if (!roots.has(modelId) && !rootTaken.has(folderKey(root))) roots.set(modelId, root);
    rootTaken.add(folderKey(root));
  }
  const modelIds = new Set(versions.map(({ modelId }) => modelId));
  for (const modelId of [...modelIds].sort((one, other) => one - other)) {
    const ofModel = versions.filter((version) => version.modelId === modelId);
    const ids = new Set(ofModel.map(({ versionId }) => versionId));
    const isFree = (path: string) => {
      const owner = taken.get(folderKey(path));
      return (
        !rootTaken.has(folderKey(path)) && (owner === undefined || owner === 'foreign' || ids.has(owner))
      );
    };
    const name = safeName(ofModel[0]?.model.name ?? '', `model_${modelId}`);
    const root = roots.get(modelId) ?? freePath(userFolder, name, modelId, isFree);
    rootTaken.add(folderKey(root));
    ofModel.forEach(({ version, versionId }, index) => {
      if (places.has(versionId)) return;
      const isUnused = (path: string) => !taken.has(folderKey(path));
      const place =
        index === 0 && isUnused(root)
          ? root
          : freePath(root, safeName(version.name ?? '', `version_${versionId}`), versionId, isUnused);
      places.set(versionId, place);
      taken.set(folderKey(place), versionId);
    });
  }
  return places;
}

/** A folder of a name, with a number where that is taken. */
function freePath(parent: string, name: string, id: number, isFree: (path: string) => boolean): string {
  const plain = resolveInside(parent, name);
  if (isFree(plain)) return plain;
  return resolveInside(parent, `${shortened(name)}_${id}`);
}

function shortened(name: string): string {
  const letters = Array.from(name);
  while (Buffer.byteLength(letters.join('')) > SHORT) letters.pop();
  return letters.join('');
}
