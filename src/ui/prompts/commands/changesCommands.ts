import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { activePreview } from '../changes/previewDocuments';
import { isPlanNode } from '../changes/planTree';
import type { PromptsFeature } from '../feature';
import { applyChanges } from './applyChanges';

/** What can be done with the changes that a run would make. */
export function changesCommands(
  feature: PromptsFeature,
): CommandHandlers<
  | 'diffusionWorkbench.prompts.apply'
  | 'diffusionWorkbench.prompts.discard'
  | 'diffusionWorkbench.prompts.showChanges'
  | 'diffusionWorkbench.prompts.showThese'
  | 'diffusionWorkbench.prompts.leaveOut'
  | 'diffusionWorkbench.prompts.takeIn'
> {
  const { changes } = feature;
  const setIncluded = (row: unknown, included: boolean): Promise<void> => {
    const path = isPlanNode(row) && row.kind === 'file' ? row.file.path : activePreview()?.path;
    if (path !== undefined) changes.setIncluded(path, included);
    return Promise.resolve();
  };
  return {
    'diffusionWorkbench.prompts.apply': () => applyChanges(feature),
    'diffusionWorkbench.prompts.discard': () => changes.discard(),
    // VS Code passes the focused row to a button above the rows: it is meant for all of them.
    'diffusionWorkbench.prompts.showChanges': () => changes.showChanges(undefined),
    'diffusionWorkbench.prompts.showThese': (row) =>
      typeof row === 'string'
        ? changes.showChange(row)
        : changes.showChanges(isPlanNode(row) ? row : undefined),
    'diffusionWorkbench.prompts.leaveOut': (row) => setIncluded(row, false),
    'diffusionWorkbench.prompts.takeIn': (row) => setIncluded(row, true),
  };
}
