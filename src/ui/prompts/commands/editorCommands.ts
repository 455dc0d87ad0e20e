import type { CommandHandlers } from '../../commandIds';
import type { PromptsFeature } from '../feature';

export function editorCommands(
  feature: PromptsFeature,
): CommandHandlers<
  'diffusionWorkbench.prompts.moveLorasToFront' | 'diffusionWorkbench.prompts.removeFiltered'
> {
  feature.log.debug('prompts');
  return {
    'diffusionWorkbench.prompts.moveLorasToFront': () => Promise.resolve(),
    'diffusionWorkbench.prompts.removeFiltered': () => Promise.resolve(),
  };
}
