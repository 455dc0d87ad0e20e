import { join } from 'node:path';
import type { CreatorSettings } from '../../../src/core/downloads/creators/types';
import type { ImageSettings } from '../../../src/core/images/imageSettings';
import type { NewTask } from '../../../src/core/tasks/taskQueue';
import type { DownloadsFeature } from '../../../src/ui/downloads/feature';
import { modelsUi } from './modelsUi';
import type { Answer } from './scriptedDialogs';
import type { TestLibrary } from './testLibrary';

/** What the flows that download work with: a real library and client, and a list in place of the queue. */
export async function downloadsUi(library: TestLibrary, ...answers: Answer[]) {
  const ui = await modelsUi(library, ...answers);
  const all = library.open();
  const added: NewTask[] = [];
  const folders: Record<string, string> = {};
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
  const creators: CreatorSettings = {
    root: join(library.folder, 'creators'),
    logDirectory: join(library.folder, 'logs'),
    types: undefined,
    limit: 0,
    levels: ['None', 'Soft'],
    fetchDeleted: false,
    minFreeBytes: 0,
  };
  const set = { images: images as ImageSettings | undefined, withExampleImages: true, template: '{model_id}/{id}', activeFile: undefined as string | undefined }; // prettier-ignore
  const saved: [pictures: readonly string[], format: string][] = [];
  const pages: string[] = [];
  const feature: DownloadsFeature = {
    ...ui,
    creators: () => Promise.resolve(all.creators),
    saveImageMetadata: (pictures, format, options) => {
      saved.push([pictures, format]);
      return all.saveImageMetadata(pictures, format, options);
    },
    activeFile: () => set.activeFile,
    folderText: (path) => `[${path}]`,
    openPage: (page) => {
      pages.push(page);
      return Promise.resolve();
    },
    civitai: () => Promise.resolve(all.network.civitai()),
    settings: {
      images: () => set.images,
      creators: () => ({ settings: creators, urlsFile: join(library.folder, 'get_all_models_urls.txt') }),
      withExampleImages: () => set.withExampleImages,
      typeFolders: () => folders,
      setTypeFolder: (type, folder) => {
        folders[type] = folder;
        return Promise.resolve();
      },
      pathTemplate: () => set.template,
      setPathTemplate: (template) => {
        set.template = template;
        return Promise.resolve();
      },
    },
    add: (task) => {
      added.push(task);
      return Promise.resolve();
    },
  };
  return { ...ui, feature, all, added, folders, set, images, creators, saved, pages };
}
