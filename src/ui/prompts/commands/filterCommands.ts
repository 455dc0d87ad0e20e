import * as vscode from 'vscode';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { PromptsFeature } from '../feature';

/** Edit Filter Words opens a filter file; Add to Filter adds the selected tokens to one. */
export function filterCommands(
  feature: PromptsFeature,
): CommandHandlers<'diffusionWorkbench.prompts.editFilters' | 'diffusionWorkbench.prompts.addToFilter'> {
  return {
    'diffusionWorkbench.prompts.editFilters': async () =>
      (await import('../filters/editFilters')).editFilters(feature),
    'diffusionWorkbench.prompts.addToFilter': async () => {
      const [{ addToFilter }, { selectedTokens }] = await Promise.all([
        import('../filters/addToFilter'),
        import('../filters/selectedTokens'),
      ]);
      const editor = vscode.window.activeTextEditor;
      await addToFilter(feature, editor ? selectedTokens(editor) : []);
    },
  };
}
