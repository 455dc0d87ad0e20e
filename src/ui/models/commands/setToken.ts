import * as l10n from '@vscode/l10n';
import type { Dialogs } from '../../platform/dialogs';
import { asInfo } from '../../platform/problems';
import { confirmOrigin } from '../identify/tokenOrigin';
import type { CivitaiToken, TokenSource } from '../../platform/token';

export interface SetTokenDeps {
  readonly dialogs: Dialogs;
  readonly token: Pick<CivitaiToken, 'source' | 'store' | 'mayGoTo' | 'confirm'>;
  /** Where Civitai is asked: `https://host:port`. */
  readonly origin: () => string;
  /** Whether Civitai may be asked. */
  readonly isEnabled: () => boolean;
  /** Asks Civitai whose token it is. Rejects with `Problem`. */
  readonly ownerOf: (token: string, signal: AbortSignal) => Promise<{ readonly username: string }>;
}

/** Asks for the API token until Civitai accepts it, and keeps it. An empty one removes the kept one. */
export async function setToken(deps: SetTokenDeps): Promise<void> {
  const { dialogs, token } = deps;
  // To check a token is to send it.
  if (!(await confirmOrigin(deps, deps.origin()))) return;
  let username = '';
  const text = await dialogs.input({
    title: l10n.t('Civitai API token'),
    password: true,
    placeHolder: l10n.t('Token from your account settings on Civitai'),
    prompt: promptFor(await token.source()),
    check: async (typed, signal) => {
      if (typed.trim() === '') return undefined;
      const outcome = await checkToken(deps, typed.trim(), signal);
      if ('problem' in outcome) return outcome.problem;
      username = outcome.username;
      return undefined;
    },
  });
  if (text === undefined) return;
  if (text.trim() !== '') {
    await token.store(text.trim());
    void dialogs.info(l10n.t('Token saved. Civitai knows you as {0}.', username));
    return;
  }
  await token.store(undefined);
  const remaining = await token.source();
  void dialogs.info(
    remaining === undefined
      ? l10n.t('Token removed. Civitai is asked without one.')
      : l10n.t('Token removed. The environment variable {0} is used now.', remaining),
  );
}

async function checkToken(
  { isEnabled, ownerOf }: SetTokenDeps,
  token: string,
  signal: AbortSignal,
): Promise<{ readonly username: string } | { readonly problem: string }> {
  if (!isEnabled()) {
    return {
      problem: l10n.t(
        'Requests to Civitai are off (diffusionWorkbench.civitai.enabled): it cannot be checked.',
      ),
    };
  }
  try {
    return await ownerOf(token, signal);
  } catch (error) {
    const { code, message, advice } = asInfo(error, 'Civitai');
    if (code === 'invalid_token') return { problem: l10n.t('Civitai does not know this token.') };
    return { problem: `${message} ${advice}` };
  }
}

function promptFor(source: TokenSource | undefined): string {
  if (source === 'stored') return l10n.t('A token is kept. A new one replaces it; empty removes it.');
  if (source !== undefined) return l10n.t('{0} is used now. A token kept here is used instead.', source);
  return l10n.t(
    'Kept in the secret storage of the editor. Where Linux has no keyring it is forgotten on restart: set CIVITAI_TOKEN there.',
  );
}
