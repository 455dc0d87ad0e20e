import { PictureIndex, textBytes, type IndexEntry } from '../../../../../src/core/gallery/index/pictureIndex';
import { Catalogue } from '../../../../../src/core/gallery/list/catalogue';
import { GalleryLists } from '../../../../../src/core/gallery/list/lists';
import type { View } from '../../../../../src/core/gallery/list/view';
import type { GalleryModel } from '../../../../../src/core/gallery/picture';

export const ROOT = '/models';

/** A picture that has nothing but what is said of it. */
export type Said = Partial<IndexEntry> & { readonly prompt?: string; readonly negative?: string };

export function put(index: PictureIndex, path: string, said: Said = {}): number {
  const { prompt, negative, ...facts } = said;
  const at = path.lastIndexOf('/') + 1;
  const entry: IndexEntry = {
    folder: path.slice(0, at),
    name: path.slice(at),
    size: 10,
    mtimeMs: 1000,
    kind: 'image',
    fingerprint: path,
    reader: 1,
    ...facts,
  };
  return index.put(entry, textBytes(entry, prompt, negative));
}

export const model = (path: string, said: Partial<GalleryModel> = {}): GalleryModel => ({
  path,
  name: path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, ''),
  mtimeMs: 1000,
  ...said,
});

export function gallery(pictures: Readonly<Record<string, Said>>, models: readonly GalleryModel[] = []) {
  const index = new PictureIndex();
  for (const [path, said] of Object.entries(pictures)) put(index, path, said);
  const catalogue = new Catalogue(index);
  catalogue.setModels(models, [ROOT]);
  return {
    index,
    catalogue,
    lists: new GalleryLists(index, catalogue, () => ({ roots: [ROOT], creators: `${ROOT}/creators` })),
  };
}

export const view = (said: Partial<View> = {}): View => ({
  show: 'pictures',
  filter: '',
  order: 'newest',
  group: 'none',
  seed: 1,
  ...said,
});
