import type { CommandHandlers } from '../../commandIds';
import type { PromptsFeature } from '../feature';

export function changesCommands(
  feature: PromptsFeature,
): CommandHandlers<
  | 'diffusionWorkbench.prompts.apply'
  | 'diffusionWorkbench.prompts.discard'
  | 'diffusionWorkbench.prompts.showChanges'
  | 'diffusionWorkbench.prompts.leaveOut'
  | 'diffusionWorkbench.prompts.takeIn'
> {
  feature.log.debug('prompts');
  return {
    'diffusionWorkbench.prompts.apply': () => Promise.resolve(),
    'diffusionWorkbench.prompts.discard': () => Promise.resolve(),
    'diffusionWorkbench.prompts.showChanges': () => Promise.resolve(),
    'diffusionWorkbench.prompts.leaveOut': () => Promise.resolve(),
    'diffusionWorkbench.prompts.takeIn': () => Promise.resolve(),
  };
}
