import * as vscode from 'vscode';
import type { EditorServices } from '../../platform/services';
import { asInfo } from '../../platform/problems';
import type { CivitaiToken, TokenSource } from '../../platform/token';
import { settings } from '../../platform/settings';

/**
 * Tells once when Civitai does not accept the token in use. Civitai itself says nothing: it treats requests with a
 * wrong token as anonymous.
 */
export class TokenCheck implements vscode.Disposable {
  private checked: Promise<boolean> | undefined;
  private readonly listener: vscode.Disposable;

  constructor(
    private readonly services: EditorServices,
    private readonly token: CivitaiToken,
  ) {
    this.listener = token.onDidChange(() => {
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
    const source = await this.token.source();
    if (source === undefined || !settings.civitaiEnabled()) return false;
    try {
      const { civitai } = await this.services.network();
      await civitai().me();
      return true;
    } catch (error) {
      const invalid = asInfo(error, 'Civitai').code === 'invalid_token';
      if (invalid) void tellInvalid(source);
      return invalid;
    }
  }
}

async function tellInvalid(source: TokenSource): Promise<void> {
  const set = vscode.l10n.t('Set Token');
  const which =
    source === 'stored' ? vscode.l10n.t('The Civitai API token') : vscode.l10n.t('The token in {0}', source);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is not valid. Civitai is asked without it.', which),
    set,
  );
  if (chosen === set) await vscode.commands.executeCommand('diffusionWorkbench.civitai.setToken');
}
