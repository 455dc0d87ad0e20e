import { dirname, sep } from 'node:path';
import { stemOf } from '../../models/modelFile';
import { pathOf, type IndexedPicture } from '../index/indexedPicture';
import type { GalleryModel } from '../picture';

/** Finds the model of the library that a picture shows. */
export type OwnerOf = (picture: IndexedPicture) => GalleryModel | undefined;

const withSep = (folder: string): string => (folder.endsWith(sep) ? folder : folder + sep);

/**
 * Which model a picture belongs to: the one whose preview it is, whose version or model its record names, whose name its
 * own begins with in the same folder (`name.preview.png`), or the only one of the folder that it lies in, as creators
 * are downloaded: a folder for each model, with its example images.
 * @param roots folders that are no model's own, however few models lie directly in them; absolute
 */
export function ownersAmong(models: readonly GalleryModel[], roots: readonly string[]): OwnerOf {
  const previews = new Map<string, GalleryModel>();
  const versions = new Map<number, GalleryModel>();
  const ids = new Map<number, GalleryModel>();
  const inFolders = new Map<string, { readonly stem: string; readonly model: GalleryModel }[]>();
  for (const model of models) {
    if (model.preview !== undefined) previews.set(model.preview, model);
    if (model.versionId !== undefined && !versions.has(model.versionId)) versions.set(model.versionId, model);
    if (model.modelId !== undefined && !ids.has(model.modelId)) ids.set(model.modelId, model);
    const folder = withSep(dirname(model.path));
    const others = inFolders.get(folder) ?? [];
    others.push({ stem: `${stemOf(model.path)}.`, model });
    inFolders.set(folder, others);
  }
  // Of `a` and `a.b`, the picture `a.b.png` is the second one's.
  for (const others of inFolders.values()) others.sort((one, other) => other.stem.length - one.stem.length);
  const isRoot = new Set(roots.map(withSep));
  const known = new Map<string, GalleryModel | undefined>();

  const ofFolder = (folder: string): GalleryModel | undefined => {
    if (known.has(folder)) return known.get(folder);
    const here = inFolders.get(folder);
    const parent = withSep(dirname(folder));
    const isEnd = isRoot.has(folder) || parent === folder;
    const owner = isEnd
      ? undefined
      : here
        ? here.length === 1
          ? here[0]?.model
          : undefined
        : ofFolder(parent);
    known.set(folder, owner);
    return owner;
  };

  return (picture) => {
    const { folder, name, versionId, modelId } = picture;
    return (
      (previews.size > 0 ? previews.get(pathOf(picture)) : undefined) ??
      (versionId === undefined ? undefined : versions.get(versionId)) ??
      (modelId === undefined ? undefined : ids.get(modelId)) ??
      inFolders.get(folder)?.find(({ stem }) => name.startsWith(stem))?.model ??
      ofFolder(folder)
    );
  };
}
