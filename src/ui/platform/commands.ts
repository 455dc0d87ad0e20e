import * as vscode from 'vscode';
import type { CommandHandlers, CommandId } from './contributions/commandIds';
import type { ChannelLog } from './log';
import { showProblem } from './problems';

/** Registers commands. What one throws is shown. */
export function registerHandlers<Id extends CommandId>(
  ids: readonly Id[],
  handlers: CommandHandlers<Id>,
  log: ChannelLog,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...ids.map((id) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await handlers[id](...args);
        } catch (error) {
          await showProblem(error, vscode.l10n.t('Diffusion Workbench'), log);
          return undefined;
        }
      }),
    ),
  );
}
