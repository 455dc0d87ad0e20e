import type * as vscode from 'vscode';
import { MODEL_COMMANDS, type CommandHandlers, type ModelCommandId } from '../commandIds';
import { registerHandlers } from '../platform/commands';
import { annotateCommands } from './commands/annotateCommands';
import { civitaiCommands } from './commands/civitaiCommands';
import { copyCommands } from './commands/copyCommands';
import { exchangeCommands } from './commands/exchangeCommands';
import { fetchCommand } from './commands/fetchCommand';
import { hashCommand } from './commands/hashCommand';
import { openCommands } from './commands/openCommands';
import { viewCommands } from './commands/viewCommands';
import type { ModelsFeature } from './feature';

/** Registers the commands over models. */
export function registerCommands(feature: ModelsFeature): vscode.Disposable {
  const handlers: CommandHandlers<ModelCommandId> = {
    ...viewCommands(feature),
    ...annotateCommands(feature),
    ...fetchCommand(feature),
    ...hashCommand(feature),
    ...openCommands(feature),
    ...copyCommands(feature),
    ...exchangeCommands(feature),
    ...civitaiCommands(feature),
  };
  return registerHandlers(MODEL_COMMANDS, handlers, feature.log);
}
