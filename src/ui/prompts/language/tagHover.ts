import * as vscode from 'vscode';
import { loraMarkdown } from './loraMarkdown';
import type { LoraLibrary } from './loraLibrary';
import { tagAt } from './tagsOf';

/** Shows the model that a LoRA tag calls, where there is one. */
export function tagHover(library: LoraLibrary): vscode.HoverProvider {
  return {
    provideHover: async (document, position, cancel) => {
      const found = tagAt(document, position);
      if (!found) return undefined;
      await library.load();
      if (cancel.isCancellationRequested) return undefined;
      const [entry, ...others] = library.names?.resolve(found.tag.name) ?? [];
      if (!entry) return undefined;
      return new vscode.Hover(await loraMarkdown(entry, { weight: found.tag.weight, others }), found.range);
    },
  };
}
