import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { Problem } from '../../../core/problem/problem';
import type { PromptRuns } from '../../../core/prompts/run/promptRuns';
import type { CollectedTokens } from '../../../core/prompts/run/types';
import type { TokensOrigin } from '../../../protocol/tokens';
import type { Dialogs } from '../../platform/dialogs';
import type { Problems } from '../../platform/problems';
import type { PromptEditor } from '../run/promptEditor';
import type { PromptRunner } from '../run/promptRunner';
import { unsavedProblem } from '../run/unsaved';

/** As long as the status bar says that a list was written. */
const STATUS_MS = 10_000;

/** What came of collecting. `ended`: the user cancelled it, or it failed, which was shown. */
export type Collecting = 'shown' | 'nothing there' | 'ended';

export interface TokenCollectorDeps {
  readonly prompts: () => Promise<Pick<PromptRuns, 'writeTokens'>>;
  readonly runner: PromptRunner;
  readonly editor: Pick<PromptEditor, 'unsavedFiles'>;
  readonly dialogs: Dialogs;
  readonly problems: Problems;
}

/** Collects the tokens of folders and writes their lists. */
export class TokenCollector {
  /** @param show shows what was collected */
  constructor(
    private readonly deps: TokenCollectorDeps,
    private readonly show: (origin: TokensOrigin, collected: CollectedTokens) => void,
  ) {}

  /** Collects, writes the list and shows it, with a notification that can be cancelled. */
  async collect(origin: TokensOrigin): Promise<Collecting> {
    const { runner, dialogs } = this.deps;
    const folder = basename(origin.base);
    const collected = await runner.run(
      l10n.t('Collecting the prompt tokens of {0}', folder),
      (prompts, options) => prompts.collect(origin.base, origin.paths, options),
    );
    if (!collected) return 'ended';
    if (isEmpty(collected)) {
      void dialogs.info(l10n.t('There is no prompt file in {0}.', folder));
      return 'nothing there';
    }
    await this.write(origin, collected);
    this.show(origin, collected);
    return 'shown';
  }

  /** Writes the list, unless the user wants to keep the file that is there. The table is shown anyway. */
  private async write(origin: TokensOrigin, collected: CollectedTokens): Promise<void> {
    const { prompts, editor, dialogs, problems } = this.deps;
    const { tokensFile } = await import('../../../core/prompts/run/tokensFile');
    const file = tokensFile(collected.base);
    try {
      if (editor.unsavedFiles().has(file)) {
        const { code, message, advice } = unsavedProblem(file);
        throw new Problem(code, message, advice);
      }
      const question = await this.questionBefore(file, origin, collected);
      if (question !== undefined && !(await this.confirmOverwrite(question))) return;
      await (await prompts()).writeTokens(collected);
      dialogs.status(
        l10n.t('{0} was written: {1} tokens.', basename(file), collected.tokens.length),
        STATUS_MS,
      );
    } catch (error) {
      // Not awaited: the table shows what was found all the same.
      void problems.show(error, basename(file));
    }
  }

  /** What to ask before a list is written; undefined where nothing would be lost. */
  private async questionBefore(
    file: string,
    { base, paths }: TokensOrigin,
    { tokens }: CollectedTokens,
  ): Promise<string | undefined> {
    const { lostTokens } = await import('../../../core/prompts/tokens/tokenList');
    // The list of a folder becomes another when its prompts do; that of a few of its files is no newer one.
    const texts = tokens.map(({ token }) => token);
    const lost = await lostTokens(file, texts, paths.includes(base));
    if (lost === 0) return undefined;
    const [name, folder] = [basename(file), basename(base)];
    if (lost === 'other') return l10n.t('{0} in {1} is not a list of tokens. Overwrite it?', name, folder);
    return lost === 1
      ? l10n.t('{0} in {1} has 1 token that is not in the chosen files. Overwrite it?', name, folder)
      : l10n.t(
          '{0} in {1} has {2} tokens that are not in the chosen files. Overwrite it?',
          name,
          folder,
          lost,
        );
  }

  private async confirmOverwrite(question: string): Promise<boolean> {
    const { dialogs } = this.deps;
    const overwrite = l10n.t('Overwrite');
    const detail = l10n.t(
      'Its content would be lost. If you cancel, the tokens are shown and nothing is written.',
    );
    return (await dialogs.confirm(question, detail, overwrite)) === overwrite;
  }
}

function isEmpty({ files, skipped, failed }: CollectedTokens): boolean {
  return files.length + skipped.length + failed.length === 0;
}
