import * as vscode from 'vscode';
import { settings } from '../../platform/settings';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { asInfo } from '../../platform/problems';
import type { TokenSource } from '../../platform/token';
import type { ModelsFeature } from '../feature';

/** The API token, the cache and the log. */
export function civitaiCommands(
  feature: ModelsFeature,
): CommandHandlers<
  'diffusionWorkbench.civitai.setToken' | 'diffusionWorkbench.cache.clear' | 'diffusionWorkbench.log.show'
> {
  return {
    'diffusionWorkbench.civitai.setToken': async () => setToken(feature),
    'diffusionWorkbench.cache.clear': async () => clearCache(feature),
    'diffusionWorkbench.log.show': () => {
      feature.log.show();
      return Promise.resolve();
    },
  };
}

async function setToken(feature: ModelsFeature): Promise<void> {
  const { l10n, window } = vscode;
  const source = await feature.token.source();
  const typed = await askToken(feature, source);
  if (typed === undefined) return;
  if (typed.token !== '') {
    await feature.token.store(typed.token);
    void window.showInformationMessage(l10n.t('Token saved. Civitai knows you as {0}.', typed.username));
    return;
  }
  await feature.token.store(undefined);
  const left = await feature.token.source();
  void window.showInformationMessage(
    left === undefined
      ? l10n.t('Token removed. Civitai is asked without one.')
      : l10n.t('Token removed. The environment variable {0} is used now.', left),
  );
}

/** Asks for a token and keeps asking until Civitai accepts it. An empty one means that it is to be removed. */
async function askToken(
  feature: ModelsFeature,
  source: TokenSource | undefined,
): Promise<{ token: string; username: string } | undefined> {
  const { l10n } = vscode;
  const input = vscode.window.createInputBox();
  input.title = l10n.t('Civitai API token');
  input.password = true;
  input.ignoreFocusOut = true;
  input.placeholder = l10n.t('Token from your account settings on Civitai');
  input.prompt = promptFor(source);
  return new Promise((resolve) => {
    const controller = new AbortController();
    input.onDidChangeValue(() => {
      input.validationMessage = undefined;
    });
    input.onDidAccept(async () => {
      const token = input.value.trim();
      if (token === '') {
        resolve({ token, username: '' });
        input.hide();
        return;
      }
      input.busy = true;
      input.enabled = false;
      const outcome = await checkToken(feature, token, controller.signal);
      input.busy = false;
      input.enabled = true;
      if ('username' in outcome) {
        resolve({ token, username: outcome.username });
        input.hide();
      } else {
        input.validationMessage = outcome.problem;
      }
    });
    input.onDidHide(() => {
      controller.abort();
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

/** Asks Civitai whose token it is. */
async function checkToken(
  { services }: ModelsFeature,
  token: string,
  signal: AbortSignal,
): Promise<{ username: string } | { problem: string }> {
  if (!settings.civitaiEnabled()) {
    return {
      problem: vscode.l10n.t(
        'Requests to Civitai are off (diffusionWorkbench.civitai.enabled): it cannot be checked.',
      ),
    };
  }
  try {
    return await (await services.network()).withToken(token, (client) => client.me(signal));
  } catch (error) {
    const { code, message, advice } = asInfo(error, 'Civitai');
    if (code === 'invalid_token') return { problem: vscode.l10n.t('Civitai does not know this token.') };
    return { problem: `${message} ${advice}` };
  }
}

function promptFor(source: TokenSource | undefined): string {
  const { l10n } = vscode;
  if (source === 'stored') return l10n.t('A token is kept. A new one replaces it; empty removes it.');
  if (source !== undefined) {
    return l10n.t('{0} is used now. A token kept here is used instead.', source);
  }
  return l10n.t(
    'Kept in the secret storage of the editor. Where Linux has no keyring it is forgotten on restart: set CIVITAI_TOKEN there.',
  );
}

async function clearCache({ services, models }: ModelsFeature): Promise<void> {
  const { fileIndex } = await services.models();
  await fileIndex.clear();
  if (models.isLoaded) await models.refresh();
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The cache is empty. Sidecars beside the models are as they were.'),
  );
}
