import { basename, isAbsolute, relative } from 'node:path';
import * as vscode from 'vscode';
import { noticeText } from '../../../core/files/noticeText';
import type { CollectedTokens } from '../../../core/prompts/run/types';
import type { TokensOrigin } from '../../../protocol/tokens';
import type { ChannelLog } from '../../platform/log';
import { showProblem } from '../../platform/problems';
import type { ServicesHolder } from '../../platform/services';
import { workspaceFolders } from '../../platform/settings';
import type { PromptRunner } from '../promptRunner';

/** Collects the tokens of folders and writes their lists. */
export class TokenCollector {
  constructor(
    private readonly services: ServicesHolder,
    private readonly runner: PromptRunner,
    /** Shows what was collected. */
    private readonly show: (origin: TokensOrigin, collected: CollectedTokens) => void,
    private readonly log: ChannelLog,
  ) {}

  /**
   * Collects, writes the list and shows it, with a notification that can be cancelled.
   * @returns `false` where the person cancelled, or nothing came of it, which was told
   */
  async collect(origin: TokensOrigin): Promise<boolean> {
    const { l10n, window } = vscode;
    const folder = basename(origin.base);
    const collected = await this.runner.run(
      noticeText(l10n.t('Collecting the prompt tokens of {0}', folder)),
      (prompts, options) => prompts.collect(origin.base, origin.paths, options),
    );
    if (!collected) return false;
    if (isEmpty(collected)) {
      void window.showInformationMessage(noticeText(l10n.t('There is no prompt file in {0}.', folder)));
      return false;
    }
    await this.write(collected);
    this.show(origin, collected);
    return true;
  }

  /** Writes the list, unless something else lies there that the person wants to keep. The table is shown anyway. */
  private async write(collected: CollectedTokens): Promise<void> {
    const [{ prompts }, { isOtherThanTokenList }, { tokensFile }] = await Promise.all([
      this.services.get(),
      import('../../../core/prompts/tokens/tokenList'),
      import('../../../core/prompts/run/tokensFile'),
    ]);
    const file = tokensFile(collected.base);
    try {
      if ((await isOtherThanTokenList(file)) && !(await mayOverwrite(file, collected.base))) return;
      await prompts.writeTokens(collected);
    } catch (error) {
      // What was found can be looked at all the same.
      void showProblem(error, basename(file), this.log);
    }
  }
}

async function mayOverwrite(file: string, folder: string): Promise<boolean> {
  const { l10n, window } = vscode;
  const overwrite = l10n.t('Overwrite');
  const chosen = await window.showWarningMessage(
    l10n.t('{0} in {1} is not a list of tokens. Overwrite it?', basename(file), basename(folder)),
    {
      modal: true,
      detail: l10n.t(
        'Its content would be lost. If you cancel, the tokens are shown and nothing is written.',
      ),
    },
    overwrite,
  );
  return chosen === overwrite;
}

/** Whether a folder is one of the open ones, or lies in one. */
export function isInOpenFolder(folder: string): boolean {
  return workspaceFolders().some((open) => {
    const way = relative(open, folder);
    return !isAbsolute(way) && !/^\.\.(?:[\\/]|$)/.test(way);
  });
}

function isEmpty({ files, skipped, failed }: CollectedTokens): boolean {
  return files.length + skipped.length + failed.length === 0;
}
