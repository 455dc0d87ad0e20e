import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { settings } from '../../platform/settings';
import type { PromptsFeature } from '../feature';
import { LoraNaming } from '../outputName/loraNaming';

/** Write Output Name into LoRA: so that prompts can call it by a name that its file name does not change. */
export function loraCommands({
  models,
  rows,
  dialogs,
  problems,
  jobs,
  services,
  log,
}: PromptsFeature): CommandHandlers<'diffusionWorkbench.prompts.nameLora'> {
  const naming = new LoraNaming({
    models,
    rows,
    dialogs,
    problems,
    jobs,
    log,
    plan: async (path) => {
      const { planOutputName } = await import('../../../core/models/outputName/planOutputName');
      return planOutputName(path, await services.models());
    },
    write: async (plan, options) => {
      const { writeOutputName } = await import('../../../core/models/outputName/writeOutputName');
      return writeOutputName(plan, await services.models(), {
        ...options,
        previews: settings.previewsEnabled(),
      });
    },
  });
  return {
    'diffusionWorkbench.prompts.nameLora': (...args) => naming.run(args[0]),
  };
}
