import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { PromptsFeature } from '../feature';

/** Write Output Name into LoRA: so that prompts can call it by a name that its file name does not change. */
export function loraCommands(
  feature: PromptsFeature,
): CommandHandlers<'diffusionWorkbench.prompts.nameLora'> {
  return {
    'diffusionWorkbench.prompts.nameLora': async (...args) =>
      (await import('../outputName/nameLora')).nameLora(feature, args),
  };
}
