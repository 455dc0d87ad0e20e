import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { withoutNested } from '../../core/files/expandPath';
import type { GallerySubject } from '../../protocol/gallery';
import { parsePersisted } from '../../protocol/gallery';
import type { ModelsFeature } from '../models/feature';
import { lazyHandlers, registerHandlers } from '../platform/commands';
import { GALLERY_COMMANDS } from '../platform/contributions/commandIds';
import { PANELS } from '../platform/contributions/views';
import { dateText } from '../platform/dates';
import type { EditorFoundation } from '../platform/foundation';
import { Panels } from '../platform/panels';
import {
  creatorSettings,
  filterFolder,
  imageSettings,
  modelRoots,
  promptSettings,
  settings,
  touches,
} from '../platform/settings';
import { galleryEditor } from './galleryEditor';
import type { GalleryFeature } from './feature';
import { LazyPanel } from './page/lazyPanel';
import { subjectKey, subjectTitle } from './page/subjects';
import { watchPictures } from './watchPictures';
import { watchRoots } from './watchRoots';

/** Registers the galleries and the command that opens them. */
export function registerGallery(
  { context, services, log }: EditorFoundation,
  models: ModelsFeature,
): vscode.Disposable {
  const creators = () => creatorSettings()?.settings.root;
  const images = () => [imageSettings()?.folder, creators()].flatMap((folder) => folder ?? []);
  const roots = () => withoutNested([...modelRoots(), ...images()]);
  const editor = galleryEditor();
  const onError = (error: unknown) => log.error(`Gallery: ${String(error)}`);
  const lazy = async () => {
    const { GalleryLibrary } = await import('./galleryLibrary');
    const { keepFoundMarks } = await import('./actions/keepFoundMarks');
    const library = new GalleryLibrary({
      models: models.models,
      gallery: async () => (await services.gallery()).gallery,
      folders: () => ({ roots: roots(), creators: creators() }),
      keepMarks: async (found) => keepFoundMarks(found, await services.changes()),
      onError,
    });
    const pictures = watchPictures(roots, (paths) => void library.changed(paths).catch(onError));
    watching = vscode.Disposable.from(
      pictures,
      watchRoots(() => {
        pictures.outside.update();
        void library.rootsChanged().catch(onError);
      }),
    );
    const feature: GalleryFeature = {
      ...models,
      log,
      library,
      outside: pictures.outside,
      services: () => services.gallery(),
      changes: () => services.changes(),
      modelServices: () => services.models(),
      show: (subject) => void panels.show(subject),
      settings: {
        images: imageSettings,
        blurAbove: settings.blurAbove,
        onBlurAbove: (listener) => {
          const listening = vscode.workspace.onDidChangeConfiguration((event) => {
            if (touches(event, 'gallery.blurAbove')) listener();
          });
          return () => void listening.dispose();
        },
        rules: async (folder) => {
          const { loadFilterWords } = await import('../../core/prompts/filter/filterFiles');
          const rules = promptSettings(folder);
          return { ...rules, words: (await loadFilterWords(filterFolder(folder), rules.words)).words };
        },
      },
      dateText,
      editor,
    };
    void services.undoRuns().then((runs) => runs.emptyOld(), onError);
    return feature;
  };
  let built: Promise<GalleryFeature> | undefined;
  let watching: vscode.Disposable | undefined;
  const feature = () => {
    built ??= lazy().catch((error: unknown) => {
      built = undefined;
      throw error;
    });
    return built;
  };

  const panels = new Panels<GallerySubject, LazyPanel>({
    viewType: PANELS.gallery,
    title: (subject) => l10n.t('Gallery: {0}', subjectTitle(subject, models.models)),
    keyOf: subjectKey,
    parse: (state) => parsePersisted(state)?.subject,
    makePage: (panel, subject) =>
      new LazyPanel(
        panel,
        async () => {
          const [{ GalleryPanel }, { readFolders }, known, core] = await Promise.all([
            import('./page/galleryPanel'),
            import('./page/subjects'),
            feature(),
            services.gallery(),
          ]);
          return new GalleryPanel(panel, subject, {
            feature: known,
            services: core,
            extensionUri: context.extensionUri,
            folders: () => readFolders(subject, roots(), images()),
          });
        },
        onError,
      ),
  });
  const handlers = lazyHandlers(GALLERY_COMMANDS, async () => {
    const { openGalleryCommand } = await import('./commands/openGallery');
    return openGalleryCommand(models, (subject) => void panels.show(subject));
  });
  return vscode.Disposable.from(panels, registerHandlers(GALLERY_COMMANDS, handlers, models.problems), {
    dispose: () => {
      watching?.dispose();
      editor.dispose();
      void built?.then(({ library }) => library.dispose());
    },
  });
}
