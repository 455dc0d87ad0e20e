import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isInside } from '../../../core/files/expandPath';
import { noticeText } from '../../../core/text/noticeText';
import { Problem } from '../../../core/problem/problem';
import type { CollectedTokens } from '../../../core/prompts/run/types';
import type { TokensOrigin } from '../../../protocol/tokens';
import type { ChannelLog } from '../../platform/log';
import { showProblem } from '../../platform/problems';
import type { EditorServices } from '../../platform/services';
import { workspaceFolders } from '../../platform/settings';
import type { PromptRunner } from '../run/promptRunner';
import { unsavedFiles, unsavedProblem } from '../run/unsaved';

/** As long as the status bar says that a list was written. */
const STATUS_MS = 10_000;

/** What came of collecting. `ended`: the person cancelled it, or it failed, which was told. */
export type Collecting = 'shown' | 'nothing there' | 'ended';

/** Collects the tokens of folders and writes their lists. */
export class TokenCollector {
  constructor(
    private readonly services: EditorServices,
    private readonly runner: PromptRunner,
    /** Shows what was collected. */
    private readonly show: (origin: TokensOrigin, collected: CollectedTokens) => void,
    private readonly log: ChannelLog,
  ) {}

  /** Collects, writes the list and shows it, with a notification that can be cancelled. */
  async collect(origin: TokensOrigin): Promise<Collecting> {
    const { l10n, window } = vscode;
    const folder = basename(origin.base);
    const collected = await this.runner.run(
      noticeText(l10n.t('Collecting the prompt tokens of {0}', folder)),
      (prompts, options) => prompts.collect(origin.base, origin.paths, options),
    );
    if (!collected) return 'ended';
    if (isEmpty(collected)) {
      void window.showInformationMessage(noticeText(l10n.t('There is no prompt file in {0}.', folder)));
      return 'nothing there';
    }
    await this.write(origin, collected);
    this.show(origin, collected);
    return 'shown';
  }

  /** Writes the list, unless the person wants to keep what lies there. The table is shown anyway. */
  private async write(origin: TokensOrigin, collected: CollectedTokens): Promise<void> {
    const [prompts, { tokensFile }] = await Promise.all([
      this.services.prompts(),
      import('../../../core/prompts/run/tokensFile'),
    ]);
    const file = tokensFile(collected.base);
    try {
      if (unsavedFiles().has(file)) {
        const { code, message, advice } = unsavedProblem(file);
        throw new Problem(code, message, advice);
      }
      const question = await questionBefore(file, origin, collected);
      if (question !== undefined && !(await mayOverwrite(question))) return;
      await prompts.writeTokens(collected);
      const text = vscode.l10n.t('{0} was written: {1} tokens.', basename(file), collected.tokens.length);
      vscode.window.setStatusBarMessage(text, STATUS_MS);
    } catch (error) {
      // What was found can be looked at all the same.
      void showProblem(error, basename(file), this.log);
    }
  }
}

/** What to ask before a list is written; undefined where nothing would be lost. */
async function questionBefore(
  file: string,
  { base, paths }: TokensOrigin,
  { tokens }: CollectedTokens,
): Promise<string | undefined> {
  const { l10n } = vscode;
  const { lostTokens } = await import('../../../core/prompts/tokens/tokenList');
  // The list of a folder becomes another when its prompts do; that of a few of its files is no newer one.
  const texts = tokens.map(({ token }) => token);
  const lost = await lostTokens(file, texts, paths.includes(base));
  if (lost === 0) return undefined;
  const [name, folder] = [basename(file), basename(base)];
  if (lost === 'other') return l10n.t('{0} in {1} is not a list of tokens. Overwrite it?', name, folder);
  return lost === 1
    ? l10n.t('{0} in {1} has 1 token that is not in the chosen files. Overwrite it?', name, folder)
    : l10n.t('{0} in {1} has {2} tokens that are not in the chosen files. Overwrite it?', name, folder, lost);
}

async function mayOverwrite(question: string): Promise<boolean> {
  const { l10n, window } = vscode;
  const overwrite = l10n.t('Overwrite');
  const chosen = await window.showWarningMessage(
    question,
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
  return workspaceFolders().some((open) => isInside(folder, open));
}

function isEmpty({ files, skipped, failed }: CollectedTokens): boolean {
  return files.length + skipped.length + failed.length === 0;
}
