import type * as vscode from 'vscode';
import type { ModelsFeature } from '../models/feature';
import { registerHandlers } from '../platform/commands';
import { UNDO_COMMANDS } from '../platform/contributions/commandIds';
import { dateText } from '../platform/dates';
import { setContext } from '../platform/setContext';
import { forgetCommand } from './forgetCommand';

/** Registers what concerns everything that can be undone, of prompts and of models. */
export function registerUndo({ services, dialogs, problems }: ModelsFeature): vscode.Disposable {
  const handlers = forgetCommand({
    undoRuns: () => services.undoRuns(),
    dialogs,
    dateText,
    onForgotten: async () => {
      const last = await (await services.prompts()).lastRun();
      await setContext('prompts.nothingToUndo', last === undefined);
    },
  });
  return registerHandlers(UNDO_COMMANDS, handlers, problems);
}
