import * as l10n from '@vscode/l10n';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { settings } from '../../platform/settings';
import type { ModelsFeature } from '../feature';
import { setToken } from './setToken';

/** The API token, the cache and the log. */
export function civitaiCommands({
  services,
  models,
  token,
  dialogs,
  log,
}: ModelsFeature): CommandHandlers<
  'diffusionWorkbench.civitai.setToken' | 'diffusionWorkbench.cache.clear' | 'diffusionWorkbench.log.show'
> {
  return {
    'diffusionWorkbench.civitai.setToken': () =>
      setToken({
        dialogs,
        token,
        isEnabled: settings.civitaiEnabled,
        origin: settings.civitaiOrigin,
        ownerOf: async (text, signal) =>
          (await services.network()).withToken(text, (client) => client.me(signal)),
      }),
    'diffusionWorkbench.cache.clear': async () => {
      const { fileIndex, sidecarIndex } = await services.models();
      await Promise.all([fileIndex.clear(), sidecarIndex.clear()]);
      if (models.isLoaded) await models.refresh();
      void dialogs.info(l10n.t('The cache is empty. Sidecars beside the models are as they were.'));
    },
    'diffusionWorkbench.log.show': () => {
      log.show();
      return Promise.resolve();
    },
  };
}
