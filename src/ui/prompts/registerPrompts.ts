import * as vscode from 'vscode';
import type { ModelsFeature } from '../models/feature';
import type { EditorFoundation } from '../platform/foundation';
import { setContext } from '../platform/setContext';
import { registerHandlers } from '../platform/commands';
import {
  PROMPT_COMMANDS,
  type CommandHandlers,
  type PromptCommandId,
} from '../platform/contributions/commandIds';
import { PromptChanges } from './changes/promptChanges';
import { changesCommands } from './commands/changesCommands';
import { editorCommands } from './commands/editorCommands';
import { filterCommands } from './commands/filterCommands';
import { loraCommands } from './commands/loraCommands';
import { runCommands } from './commands/runCommands';
import { undoCommand } from './commands/undoCommand';
import type { PromptsFeature } from './feature';
import { Filters } from './filters/filters';
import type { PromptContext } from './run/promptContext';
import { PromptRunner } from './run/promptRunner';
import { vscodePromptEditor as editor } from './run/vscodePromptEditor';
import { registerTokens } from './tokens/registerTokens';

const promptContext: PromptContext = async (key, value) => {
  await setContext(`prompts.${key}`, value);
};

/** Registers the commands over prompt files and the view of their changes. Nothing is read before one is called. */
export function registerPrompts(
  { context, services, log }: EditorFoundation,
  { models, rows, dialogs, problems, jobs }: ModelsFeature,
): vscode.Disposable {
  const prompts = () => services.prompts();
  const runner = new PromptRunner({ prompts, jobs, dialogs, context: promptContext });
  const filters = new Filters(() => editor.unsavedFiles());
  const changes = new PromptChanges({ prompts, problems, context: promptContext });
  const feature: PromptsFeature = {
    services,
    models,
    rows,
    dialogs,
    problems,
    jobs,
    log,
    prompts,
    runner,
    filters,
    changes,
    context: promptContext,
    editor,
  };
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
    registerHandlers(PROMPT_COMMANDS, handlers, problems),
    tokens.disposable,
    changes,
    filters,
  );
}
