import type * as vscode from 'vscode';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { pickOrigins } from './pickOrigins';
import type { TokenCollector } from './tokenCollector';

/** Collect Prompt Tokens: of what was chosen in the Explorer, else of the open folders. */
export function collectCommand(
  collector: TokenCollector,
): CommandHandlers<'diffusionWorkbench.prompts.collect'> {
  return {
    'diffusionWorkbench.prompts.collect': async (...args) => {
      const [clicked, selected] = args as [vscode.Uri | undefined, readonly vscode.Uri[] | undefined];
      for (const origin of await pickOrigins(clicked, selected)) {
        if ((await collector.collect(origin)) === 'ended') return;
      }
    },
  };
}
