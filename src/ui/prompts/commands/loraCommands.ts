import type { CommandHandlers } from '../../commandIds';
import type { PromptsFeature } from '../feature';

export function loraCommands(
  feature: PromptsFeature,
): CommandHandlers<'diffusionWorkbench.prompts.nameLora'> {
  feature.log.debug('prompts');
  return {
    'diffusionWorkbench.prompts.nameLora': () => Promise.resolve(),
  };
}
