import * as l10n from '@vscode/l10n';
import type { Dialogs } from '../../platform/dialogs';
import type { CivitaiToken } from '../../platform/token';

export interface TokenOriginDeps {
  readonly dialogs: Dialogs;
  readonly token: Pick<CivitaiToken, 'mayGoTo' | 'confirm'>;
}

/**
 * Asks whether the API token may be sent to an address that is not Civitai's: a folder's own settings may name one.
 * @param origin `https://host:port`
 * @returns whether it may
 */
export async function confirmOrigin({ dialogs, token }: TokenOriginDeps, origin: string): Promise<boolean> {
  if (await token.mayGoTo(origin)) return true;
  const send = l10n.t('Send the Token');
  const chosen = await dialogs.confirm(
    l10n.t('Send your Civitai API token to {0}?', origin),
    l10n.t(
      'The setting diffusionWorkbench.civitai.baseUrl names this address instead of Civitai. Those who run it can act as you on Civitai. Until you agree, it is asked without the token.',
    ),
    send,
  );
  if (chosen !== send) return false;
  await token.confirm(origin);
  return true;
}
