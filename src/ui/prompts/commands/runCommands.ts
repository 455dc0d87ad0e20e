import type { CommandHandlers } from '../../commandIds';
import type { PromptsFeature } from '../feature';

export function runCommands(
  feature: PromptsFeature,
): CommandHandlers<
  | 'diffusionWorkbench.prompts.refilter'
  | 'diffusionWorkbench.prompts.regenerate'
  | 'diffusionWorkbench.prompts.undo'
> {
  feature.log.debug('prompts');
  return {
    'diffusionWorkbench.prompts.refilter': () => Promise.resolve(),
    'diffusionWorkbench.prompts.regenerate': () => Promise.resolve(),
    'diffusionWorkbench.prompts.undo': () => Promise.resolve(),
  };
}
