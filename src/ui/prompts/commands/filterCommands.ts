import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { PromptsFeature } from '../feature';

/** Edit Filter Words opens a filter file; Add to Filter adds the selected tokens to one. */
export function filterCommands({
  filters,
}: PromptsFeature): CommandHandlers<
  'diffusionWorkbench.prompts.editFilters' | 'diffusionWorkbench.prompts.addToFilter'
> {
  return {
    'diffusionWorkbench.prompts.editFilters': async () =>
      (await import('../filters/filterDialogs')).editFilters(filters),
    'diffusionWorkbench.prompts.addToFilter': async () =>
      (await import('../filters/filterDialogs')).addToFilter(filters),
  };
}
