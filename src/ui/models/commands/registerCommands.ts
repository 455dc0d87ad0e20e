import type * as vscode from 'vscode';
import {
  MODEL_COMMANDS,
  type CommandHandlers,
  type ModelCommandId,
} from '../../platform/contributions/commandIds';
import { registerHandlers } from '../../platform/commands';
import { annotateCommands } from './annotateCommands';
import { civitaiCommands } from './civitaiCommands';
import { copyCommands } from './copyCommands';
import { exchangeCommands } from './transferCommands';
import { fetchCommand } from './fetchCommand';
import { hashCommand } from './hashCommand';
import { openCommands } from './openCommands';
import { viewCommands } from './viewCommands';
import type { ModelsFeature } from '../feature';

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
