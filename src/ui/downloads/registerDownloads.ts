import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { pickModel } from '../models/commands/pickModels';
import type { ModelsFeature } from '../models/feature';
import { lazyHandlers, registerHandlers } from '../platform/commands';
import {
  DOWNLOAD_COMMANDS,
  DOWNLOADS_VIEW_COMMANDS,
  type CommandHandlers,
  type DownloadCommandId,
} from '../platform/contributions/commandIds';
import { VIEWS } from '../platform/contributions/views';
import { activeFile } from '../platform/activeFile';
import { dateText } from '../platform/dates';
import { filePaths } from '../platform/uri';
import type { EditorFoundation } from '../platform/foundation';
import {
  creatorSettings,
  imageSettings,
  setPathTemplate,
  settings,
  setTypeFolder,
  typeFolders,
} from '../platform/settings';
import type { DownloadsFeature } from './feature';
import { DownloadsShown } from './view/downloadsShown';
import { reveal } from './view/reveal';

/** A gallery says which version it means; other places ask. */
const versionIdOf = (asked: unknown): number | undefined =>
  typeof asked === 'object' && asked !== null && 'versionId' in asked && typeof asked.versionId === 'number'
    ? asked.versionId
    : undefined;

/** Registers the commands that download, and the Downloads view. */
export function registerDownloads(
  { services, log }: EditorFoundation,
  models: ModelsFeature,
): vscode.Disposable {
  const { dialogs, problems } = models;
  const downloads = () =>
    services.downloads((problem) => {
      const stopped = l10n.t('All downloads were paused.');
      void dialogs.warn(`${problem.message} ${stopped} ${problem.advice}`);
    });
  const shown = new DownloadsShown(downloads, (error) => log.error(`Downloads: ${String(error)}`));
  const feature: DownloadsFeature = {
    dialogs,
    models: models.models,
    rows: models.rows,
    jobs: models.jobs,
    details: models.details,
    civitai: models.civitai,
    baseUrl: models.baseUrl,
    settings: {
      images: imageSettings,
      creators: creatorSettings,
      withExampleImages: settings.withExampleImages,
      typeFolders,
      setTypeFolder,
      pathTemplate: settings.pathTemplate,
      setPathTemplate,
    },
    creators: () => services.creators(),
    saveImageMetadata: (...args) => services.saveImageMetadata(...args),
    dateText,
    activeFile,
    folderText: (path) => vscode.workspace.asRelativePath(path),
    openPage: async (path) => {
      await vscode.env.openExternal(vscode.Uri.parse(settings.civitaiOrigin() + path, true));
    },
    add: async (task) => {
      void models.tokenCheck.once();
      const { queue, runner } = await downloads();
      await queue.add(task);
      runner.look();
      await shown.show();
      dialogs.status(l10n.t('{0} is in the list of downloads.', task.title), 5000);
      await vscode.commands.executeCommand(`${VIEWS.downloads}.focus`, { preserveFocus: true });
    },
  };
  const handlers: CommandHandlers<DownloadCommandId> = {
    'diffusionWorkbench.downloads.model': async (asked) => {
      const { downloadModel, downloadReference } = await import('./commands/downloadModel');
      const versionId = versionIdOf(asked);
      await (versionId === undefined ? downloadModel(feature) : downloadReference(feature, { versionId }));
    },
    'diffusionWorkbench.downloads.otherVersion': async (...args) => {
      const entry = await pickModel(feature, args, {
        title: l10n.t('Download another version of which model?'),
        none: l10n.t('No model is linked to Civitai yet. Annotate the models first.'),
        fits: ({ sidecar }) => sidecar?.civitai_model_id !== undefined,
      });
      const modelId = entry?.sidecar?.civitai_model_id;
      if (modelId !== undefined)
        await (await import('./commands/downloadModel')).downloadReference(feature, { modelId });
    },
    'diffusionWorkbench.downloads.images': async (...args) =>
      (await import('./commands/downloadImages')).downloadImages(feature, args),
    'diffusionWorkbench.downloads.pathTemplate': async () =>
      (await import('./commands/changePathTemplate')).changePathTemplate(feature),
    'diffusionWorkbench.downloads.creator': async () =>
      (await import('./commands/downloadCreators')).downloadCreators(feature),
    'diffusionWorkbench.downloads.showFailed': async () =>
      (await import('./commands/failedDownloads')).showFailed(feature),
    'diffusionWorkbench.downloads.retryFailed': async () =>
      (await import('./commands/failedDownloads')).retryFailed(feature),
    'diffusionWorkbench.images.saveMetadata': async (item, all) =>
      (await import('./commands/saveMetadata')).saveMetadata(feature, filePaths(Array.isArray(all) && all.length > 0 ? all : [item])), // prettier-ignore
  };
  const viewHandlers = lazyHandlers(DOWNLOADS_VIEW_COMMANDS, async () => {
    const { downloadsViewCommands } = await import('./view/downloadsViewCommands');
    return downloadsViewCommands({ dialogs, downloads, changed: () => shown.look(), reveal });
  });
  return vscode.Disposable.from(
    shown,
    registerHandlers(DOWNLOAD_COMMANDS, handlers, problems),
    registerHandlers(DOWNLOADS_VIEW_COMMANDS, viewHandlers, problems),
  );
}
