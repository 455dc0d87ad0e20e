import type * as vscode from 'vscode';
import {
  MODEL_COMMANDS,
  type CommandHandlers,
  type ModelCommandId,
} from '../../platform/contributions/commandIds';
import { directoryPaths, modelRoots, setDirectories, setGroupBy, settings } from '../../platform/settings';
import { dateText } from '../../platform/dates';
import { registerHandlers } from '../../platform/commands';
import { annotateCommands } from './annotateCommands';
import { changeCommands } from './changeCommands';
import { civitaiCommands } from './civitaiCommands';
import { copyCommands } from './copyCommands';
import { extractCommand } from './extractCommand';
import { transferCommands } from './transferCommands';
import { fetchCommand } from './fetchCommand';
import { hashCommand } from './hashCommand';
import { openCommands } from './openCommands';
import { viewCommands, type ModelFolders } from './viewCommands';
import type { ExtractDeps } from '../../../core/models/identify/extract';
import type { ModelsFeature } from '../feature';

const modelFolders: ModelFolders = {
  scanned: modelRoots,
  configured: directoryPaths,
  setConfigured: setDirectories,
  setGroupBy,
};

/** Registers the commands over models. */
export function registerCommands(feature: ModelsFeature): vscode.Disposable {
  const { services, log } = feature;
  const extracting = async (): Promise<ExtractDeps> => {
    const [{ hasher, fileIndex }, { civitai, requestCount }] = await Promise.all([
      services.models(),
      services.network(),
    ]);
    return { hasher, fileIndex, civitai, requestCount, log };
  };
  const handlers: CommandHandlers<ModelCommandId> = {
    ...viewCommands(feature, modelFolders),
    ...annotateCommands(feature),
    ...extractCommand({ ...feature, extracting, outputFormat: settings.extractFormat }),
    ...fetchCommand(feature),
    ...hashCommand(feature),
    ...changeCommands({ ...feature, dateText }),
    ...openCommands(feature),
    ...copyCommands(feature),
    ...transferCommands({ ...feature, dateText }),
    ...civitaiCommands(feature),
  };
  return registerHandlers(MODEL_COMMANDS, handlers, feature.problems);
}
