import * as vscode from 'vscode';
import { COMMANDS, type CommandHandlers } from '../commandIds';
import { showProblem } from '../platform/problems';
import { annotateCommands } from './commands/annotateCommands';
import { civitaiCommands } from './commands/civitaiCommands';
import { copyCommands } from './commands/copyCommands';
import { exchangeCommands } from './commands/exchangeCommands';
import { fetchCommand } from './commands/fetchCommand';
import { hashCommand } from './commands/hashCommand';
import { openCommands } from './commands/openCommands';
import { viewCommands } from './commands/viewCommands';
import type { ModelsFeature } from './feature';

/** Registers every command that package.json contributes. What one throws is shown. */
export function registerCommands(feature: ModelsFeature): vscode.Disposable {
  const handlers: CommandHandlers = {
    ...viewCommands(feature),
    ...annotateCommands(feature),
    ...fetchCommand(feature),
    ...hashCommand(feature),
    ...openCommands(feature),
    ...copyCommands(feature),
    ...exchangeCommands(feature),
    ...civitaiCommands(feature),
  };
  return vscode.Disposable.from(
    ...COMMANDS.map((id) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await handlers[id](...args);
        } catch (error) {
          await showProblem(error, vscode.l10n.t('Diffusion Workbench'), feature.log);
          return undefined;
        }
      }),
    ),
  );
}
