import * as vscode from 'vscode';
import {
  PROMPT_COMMANDS,
  type CommandHandlers,
  type PromptCommandId,
} from '../platform/contributions/commandIds';
import type { ModelsFeature } from '../models/feature';
import type { EditorFoundation } from '../platform/foundation';
import { registerHandlers } from '../platform/commands';
import { PromptChanges } from './changes/promptChanges';
import { changesCommands } from './commands/changesCommands';
import { editorCommands } from './commands/editorCommands';
import { filterCommands } from './commands/filterCommands';
import { loraCommands } from './commands/loraCommands';
import { runCommands } from './commands/runCommands';
import { undoCommand } from './commands/undoCommand';
import type { PromptsFeature } from './feature';
import { Filters } from './filters/filters';
import { PromptRunner } from './run/promptRunner';
import { registerTokens } from './tokens/registerTokens';

/** Registers the commands over prompt files and the view of their changes. Nothing is read before one is called. */
export function registerPrompts(
  { context, services, log }: EditorFoundation,
  { models }: Pick<ModelsFeature, 'models'>,
): vscode.Disposable {
  const runner = new PromptRunner(services, log);
  const filters = new Filters();
  const changes = new PromptChanges(services, log);
  const feature: PromptsFeature = { services, models, runner, filters, changes, log };
  const tokens = registerTokens(context, feature);
  const handlers: CommandHandlers<PromptCommandId> = {
    ...runCommands(feature),
    ...undoCommand(feature),
    ...changesCommands(feature),
    ...filterCommands(feature),
    ...editorCommands(feature),
    ...loraCommands(feature),
    ...tokens.commands,
  };
  return vscode.Disposable.from(
    registerHandlers(PROMPT_COMMANDS, handlers, log),
    tokens.disposable,
    runner,
    changes,
    filters,
  );
}
