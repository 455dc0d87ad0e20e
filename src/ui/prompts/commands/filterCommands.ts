import type { CommandHandlers } from '../../commandIds';
import type { PromptsFeature } from '../feature';

export function filterCommands(
  feature: PromptsFeature,
): CommandHandlers<'diffusionWorkbench.prompts.editFilters' | 'diffusionWorkbench.prompts.addToFilter'> {
  feature.log.debug('prompts');
  return {
    'diffusionWorkbench.prompts.editFilters': () => Promise.resolve(),
    'diffusionWorkbench.prompts.addToFilter': () => Promise.resolve(),
  };
}
