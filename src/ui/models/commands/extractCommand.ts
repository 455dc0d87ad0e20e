import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Extracted, ExtractDeps } from '../../../core/models/identify/extract';
import type { ExtractedFormat } from '../../../core/models/identify/extractedText';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { Problem } from '../../../core/problem/problem';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Jobs } from '../../platform/job';
import type { TokenCheck } from '../identify/tokenCheck';
import { pickModels, type PickDeps } from './pickModels';

export interface ExtractCommandDeps extends PickDeps {
  readonly jobs: Jobs;
  readonly tokenCheck: Pick<TokenCheck, 'once'>;
  readonly extracting: () => Promise<ExtractDeps>;
  readonly outputFormat: () => ExtractedFormat;
}

/** What came of extracting. */
interface Outcome {
  readonly extracted: readonly Extracted[];
  readonly problems: readonly Problem[];
  readonly isCancelled: boolean;
}

/** Extract Metadata: asks Civitai about files by their SHA-256 and opens what it says; writes nothing. */
export function extractCommand(
  deps: ExtractCommandDeps,
): CommandHandlers<'diffusionWorkbench.models.extract'> {
  return {
    'diffusionWorkbench.models.extract': async (...args) => {
      const title = l10n.t('Extract the metadata of which model?');
      const entries = await pickModels(deps, args, { title, all: true });
      if (entries.length > 0) await extract(deps, entries);
    },
  };
}

async function extract(deps: ExtractCommandDeps, entries: readonly ModelEntry[]): Promise<void> {
  const { jobs, tokenCheck, dialogs, outputFormat } = deps;
  void tokenCheck.once();
  const outcome = await jobs.run({
    title: l10n.t('Extracting metadata'),
    what: l10n.t('Extract Metadata'),
    work: async ({ signal, onProgress }): Promise<Outcome> => {
      const { extractBatch } = await import('../../../core/models/identify/extract');
      const problems: Problem[] = [];
      const onProblem = (_file: unknown, problem: Problem) => void problems.push(problem);
      const extracted = await extractBatch(entries, await deps.extracting(), {
        signal,
        onProgress,
        onProblem,
      });
      return { extracted, problems, isCancelled: signal.aborted };
    },
  });
  if (!outcome) return;
  if (outcome.extracted.length > 0) {
    const { extractedText } = await import('../../../core/models/identify/extractedText');
    const format = outputFormat();
    const text = extractedText(outcome.extracted, format);
    await dialogs.showText(text, format === 'json' ? 'json' : 'plaintext');
  }
  tell(deps, entries, outcome);
}

/** Says what is not in the document, and why. A document with everything says enough. */
function tell(
  { dialogs }: ExtractCommandDeps,
  entries: readonly ModelEntry[],
  { extracted, problems, isCancelled }: Outcome,
): void {
  const [first] = problems;
  if (extracted.length === entries.length || (isCancelled && extracted.length === 0)) return;
  const unknown = entries.length - extracted.length - problems.length;
  const words = [
    ...(isCancelled ? [l10n.t('Cancelled.')] : []),
    ...(entries.length > 1
      ? [l10n.t('Metadata extracted: {0} of {1} models.', extracted.length, entries.length)]
      : []),
    ...(!isCancelled && unknown > 0 ? [unknownText(entries, unknown)] : []),
    ...(first ? [l10n.t('Failed: {0}.', problems.length), first.message, first.advice] : []),
  ];
  const show = l10n.t('Show Log');
  const told = first ? dialogs.warn(words.join(' '), show) : dialogs.info(words.join(' '), show);
  void told.then((chosen) => (chosen === show ? dialogs.execute('diffusionWorkbench.log.show') : undefined));
}

function unknownText(entries: readonly ModelEntry[], unknown: number): string {
  const [only] = entries;
  return entries.length === 1 && only
    ? l10n.t('Civitai does not know {0}.', basename(only.path))
    : l10n.t('Not on Civitai: {0}.', unknown);
}
