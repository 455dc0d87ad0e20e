import { join } from 'node:path';
import { UsedModels } from '../../../src/core/gallery/actions/models/usedModels';
import type { GalleryCell } from '../../../src/core/gallery/engine';
import type { ImageSettings } from '../../../src/core/images/imageSettings';
import { NO_WORDS } from '../../../src/core/prompts/filter/filterWords';
import type { GallerySubject } from '../../../src/protocol/gallery';
import type { GalleryFeature } from '../../../src/ui/gallery/feature';
import type { GalleryLibrary } from '../../../src/ui/gallery/galleryLibrary';
import { modelsUi } from './modelsUi';
import type { Answer } from './scriptedDialogs';
import type { TestLibrary } from './testLibrary';

/** What galleries work with: a real library and its services, and an editor that notes what it is told. */
export async function galleryUi(library: TestLibrary, ...answers: Answer[]) {
  const ui = await modelsUi(library, ...answers);
  const all = library.open();
  const services = all.gallery();
  const images: ImageSettings = {
    folder: join(library.folder, 'images'),
    template: '{model_id}/{id}',
    skipExisting: true,
    duplicates: 'skip',
    metadata: 'json',
    levels: ['None', 'Soft'],
    concurrency: 5,
    minFreeBytes: 0,
  };
  const done = {
    touched: [] as string[],
    opened: [] as string[],
    pages: [] as string[],
    inserted: [] as string[],
    downloaded: [] as number[],
    shown: [] as GallerySubject[],
  };
  const set = { hasEditor: true };
  const note =
    <T>(list: T[]) =>
    (value: T) =>
      Promise.resolve(void list.push(value));
  const feature: GalleryFeature = {
    ...ui,
    library: {
      changed: (paths: readonly string[]) => Promise.resolve(void done.touched.push(...paths)),
      usedModels: () => new UsedModels(ui.models.entries()),
    } as unknown as GalleryLibrary,
    outside: { show: () => ({ dispose: () => undefined }) },
    services: () => Promise.resolve(services),
    changes: () => Promise.resolve(all.changes),
    modelServices: () => all.models(),
    show: (subject) => void done.shown.push(subject),
    settings: {
      images: () => images,
      blurAbove: () => 2,
      onBlurAbove: () => () => undefined,
      rules: () => Promise.resolve({ words: NO_WORDS, trailingComma: 'preserve', loraTags: 'all', refilterSource: 'existing', underscoresAsSpaces: true }), // prettier-ignore
    },
    editor: {
      pathText: (path) => `[${path}]`,
      open: note(done.opened),
      reveal: note(done.opened),
      openPage: note(done.pages),
      insert: (text) => {
        if (set.hasEditor) done.inserted.push(text);
        return Promise.resolve(set.hasEditor);
      },
      download: note(done.downloaded),
    },
  };
  return { ...ui, feature, all, gallery: services, done, set, images };
}

/** A cell of a list. */
export const cellOf = (path: string, more: Partial<GalleryCell> = {}): GalleryCell => ({
  path,
  name: path.split('/').at(-1) ?? '',
  kind: 'image',
  mtimeMs: 1,
  size: 1,
  width: 8,
  height: 8,
  copies: 0,
  fingerprint: '',
  isGone: false,
  isOwn: true,
  ...more,
});
