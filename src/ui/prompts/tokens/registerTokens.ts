import type * as vscode from 'vscode';
import { isInside } from '../../../core/files/expandPath';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { PromptsFeature } from '../feature';
import { collectCommand } from './collectCommand';
import { TokenCollector } from './tokenCollector';
import { registerTokensPanels } from './tokensPanels';

/** Registers the tables of collected tokens, and gives the command that makes them. */
export function registerTokens(
  { extensionUri }: vscode.ExtensionContext,
  feature: PromptsFeature,
): { commands: CommandHandlers<'diffusionWorkbench.prompts.collect'>; disposable: { dispose(): void } } {
  const { filters, editor, log } = feature;
  const collector = new TokenCollector(feature, (origin, collected) =>
    panels.show(origin).show(origin, collected),
  );
  const panels = registerTokensPanels(
    extensionUri,
    {
      isOpen: (folder) => editor.folders().some((open) => isInside(folder, open)),
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
  return { commands: collectCommand(feature, collector), disposable: panels };
}
