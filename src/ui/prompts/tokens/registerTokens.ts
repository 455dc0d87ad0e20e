import type * as vscode from 'vscode';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { PromptsFeature } from '../feature';
import { collectCommand } from './collectCommand';
import { isInOpenFolder, TokenCollector } from './tokenCollector';
import { TokensPanels } from './tokensPanels';

/** Registers the tables of collected tokens, and gives the command that makes them. */
export function registerTokens(
  { extensionUri }: vscode.ExtensionContext,
  { services, runner, filters, log }: Pick<PromptsFeature, 'services' | 'runner' | 'filters' | 'log'>,
): { commands: CommandHandlers<'diffusionWorkbench.prompts.collect'>; disposable: { dispose(): void } } {
  const collector = new TokenCollector(
    services,
    runner,
    (origin, collected) => panels.show(origin, collected),
    log,
  );
  const panels = new TokensPanels(
    extensionUri,
    {
      isOpen: isInOpenFolder,
      collect: async (origin) => (await collector.collect(origin)) === 'shown',
      listFile: async (folder) => {
        const { tokensFile } = await import('../../../core/prompts/run/tokensFile');
        return tokensFile(folder);
      },
      filterWords: (folder) => filters.filterWords(folder),
      addFilterWords: (folder, group, words) => filters.addFilterWords(folder, group, words),
      onDidChangeFilters: (listener) => filters.onDidChangeFilters(listener),
    },
    log,
  );
  return { commands: collectCommand(collector), disposable: panels };
}
