import * as vscode from 'vscode';
import type { CommandHandlers, CommandId } from './contributions/commandIds';
import type { Problems } from './problems';

/** Registers commands. What one throws is shown. */
export function registerHandlers<Id extends CommandId>(
  ids: readonly Id[],
  handlers: CommandHandlers<Id>,
  problems: Problems,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...ids.map((id) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await handlers[id](...args);
        } catch (error) {
          await problems.show(error, 'Diffusion Workbench');
          return undefined;
        }
      }),
    ),
  );
}

/** Handlers that are loaded when one of them is first called. */
export function lazyHandlers<Id extends CommandId>(
  ids: readonly Id[],
  load: () => Promise<CommandHandlers<Id>>,
): CommandHandlers<Id> {
  const handlers = ids.map((id) => [id, async (...args: unknown[]) => (await load())[id](...args)] as const);
  return Object.fromEntries(handlers) as CommandHandlers<Id>;
}
