import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { PlacesDeps } from '../run/places';
import { pickOrigins } from './pickOrigins';
import type { TokenCollector } from './tokenCollector';

/** Collect Prompt Tokens: of what was chosen in the Explorer, else of the open folders. */
export function collectCommand(
  deps: PlacesDeps,
  collector: TokenCollector,
): CommandHandlers<'diffusionWorkbench.prompts.collect'> {
  return {
    'diffusionWorkbench.prompts.collect': async (...args) => {
      for (const origin of await pickOrigins(deps, args)) {
        if ((await collector.collect(origin)) === 'ended') return;
      }
    },
  };
}
