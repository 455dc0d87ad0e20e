import * as l10n from '@vscode/l10n';
import type { CivitaiClient } from '../../../core/civitai/client';
import type { Dialogs } from '../../platform/dialogs';
import type { Subscription } from '../../platform/emitter';
import { asInfo } from '../../platform/problems';
import { confirmOrigin } from './tokenOrigin';
import type { CivitaiToken, TokenSource } from '../../platform/token';

export interface TokenCheckDeps {
  readonly token: Pick<CivitaiToken, 'source' | 'onDidChange' | 'mayGoTo' | 'confirm'>;
  /** Where Civitai is asked: `https://host:port`. */
  readonly origin: () => string;
  readonly dialogs: Dialogs;
  /** Whether Civitai may be asked. */
  readonly isEnabled: () => boolean;
  readonly client: () => Promise<Pick<CivitaiClient, 'me'>>;
}

/**
 * Tells once when Civitai does not accept the token in use. Civitai itself says nothing: it treats requests with a
 * wrong token as anonymous.
 */
export class TokenCheck {
  private checked: Promise<boolean> | undefined;
  /** Where the user was asked about in this session: a no is not asked again. */
  private readonly asked = new Set<string>();
  private readonly listener: Subscription;

  constructor(private readonly deps: TokenCheckDeps) {
    this.listener = deps.token.onDidChange(() => {
      this.checked = undefined;
    });
  }

  /** Checks the token in use, unless that was done. Never throws: an unreachable host says nothing of a token. */
  async once(): Promise<void> {
    const checking = (this.checked ??= this.check());
    if (!(await checking) && this.checked === checking) this.checked = undefined;
  }

  dispose(): void {
    this.listener.dispose();
  }

  /** @returns whether Civitai could be asked */
  private async check(): Promise<boolean> {
    const { token, isEnabled, client } = this.deps;
    const source = await token.source();
    if (source === undefined || !isEnabled()) return false;
    if (!(await this.mayBeSent())) return false;
    try {
      await (await client()).me();
      return true;
    } catch (error) {
      const isInvalid = asInfo(error, 'Civitai').code === 'invalid_token';
      if (isInvalid) void this.tellInvalid(source);
      return isInvalid;
    }
  }

  /** Asks, once a session for each address that is not Civitai's, whether the token may go there. */
  private async mayBeSent(): Promise<boolean> {
    const { token } = this.deps;
    const origin = this.deps.origin();
    if (await token.mayGoTo(origin)) return true;
    if (this.asked.has(origin)) return false;
    this.asked.add(origin);
    return confirmOrigin(this.deps, origin);
  }

  private async tellInvalid(source: TokenSource): Promise<void> {
    const { dialogs } = this.deps;
    const set = l10n.t('Set Token');
    const which = source === 'stored' ? l10n.t('The Civitai API token') : l10n.t('The token in {0}', source);
    const chosen = await dialogs.warn(l10n.t('{0} is not valid. Civitai is asked without it.', which), set);
    if (chosen === set) await dialogs.execute('diffusionWorkbench.civitai.setToken');
  }
}
