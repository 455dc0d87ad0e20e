import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import type { CreatorRun } from '../../../core/downloads/creators/downloadCreator';
import { planSummary, type PlanSummary } from '../../../core/downloads/creators/planSummary';
import type { CreatorItem, CreatorPlan, CreatorSettings } from '../../../core/downloads/creators/types';
import { freeBytes, requireRoom } from '../../../core/files/freeSpace';
import { resolveFolder } from '../../../core/models/scan/resolveModels';
import { Problem } from '../../../core/problem/problem';
import { loadFilterWords } from '../../../core/prompts/filter/filterFiles';
import { NO_WORDS } from '../../../core/prompts/filter/filterWords';
import type { PromptRules } from '../../../core/prompts/rewrite/rules';
import { EXIT, problemText } from '../../output';
import { warnOfInvalidToken, type Session } from '../../session';
import { summaryLines } from './summaryLines';
import type { Source } from './sources';

/** How creators are downloaded, as the call says. */
export interface CreatorCall extends Omit<CreatorSettings, 'root' | 'logDirectory'> {
  readonly out: string;
  readonly logs: string;
  readonly dryRun: boolean;
  /** A folder with `Filter_Sex.txt`, `Filter_Clothes.txt` and `Filter_Etc.txt`. */
  readonly filters: string | undefined;
}

/** What became of a creator; with `--json`, an element of the document. */
export interface CreatorRow {
  readonly creator: string;
  readonly folder?: string;
  readonly plan?: PlanSummary;
  readonly downloaded?: number;
  readonly adopted?: number;
  readonly failed?: number;
  readonly error?: string;
  /** Lists that ended early. */
  readonly incomplete?: readonly string[];
  readonly items?: readonly { readonly type: string; readonly id: string; readonly state: string; readonly path?: string; readonly error?: string }[]; // prettier-ignore
}

/** Downloads one creator after the other; one that fails does not hinder the others. */
export async function runCreators(
  session: Session,
  sources: readonly Source[],
  call: CreatorCall,
): Promise<number> {
  const { output, signal } = session;
  await warnOfInvalidToken(session);
  const rules = await rulesOf(session, call.filters);
  const rows: CreatorRow[] = [];
  for (const [index, source] of sources.entries()) {
    if (signal.aborted) break;
    output.note(`[${index + 1}/${sources.length}] ${source.text}`);
    const row = await runCreator(session, source, call, rules);
    output.note(`[${index + 1}/${sources.length}] ${rowText(row)}`);
    rows.push(row);
  }
  output.result(rows, rows.map((row) => `${row.creator}\t${rowText(row)}`)); // prettier-ignore
  return rows.some(hasFailed) ? EXIT.failed : EXIT.ok;
}

async function runCreator(
  session: Session,
  { text, where, username }: Source,
  call: CreatorCall,
  rules: PromptRules,
): Promise<CreatorRow> {
  const { services, output, signal } = session;
  const creator = username ?? text;
  try {
    if (username === undefined) throw noCreator(where, text);
    const root = resolve(call.out);
    const plan = await services.creators.plan(
      username,
      { ...call, root, logDirectory: resolve(call.logs) },
      signal,
    );
    const summary = planSummary(plan, await freeBytes(root));
    for (const line of summaryLines(summary)) output.note(`  ${line}`);
    for (const problem of plan.problems) output.problem(problem);
    const planned = {
      creator: plan.username,
      folder: plan.folder,
      plan: summary,
      ...(plan.problems.length > 0 && { incomplete: plan.problems.map(problemText) }),
    };
    if (call.dryRun) return planned;
    await requireRoom(root, summary.bytes, call.minFreeBytes);
    return { ...planned, ...(await downloadPlanned(session, plan, rules, call.minFreeBytes)) };
  } catch (error) {
    if (!signal.aborted) output.problem(error);
    return { creator, error: problemText(error) };
  }
}

/** Downloads what is planned, and says of each file what became of it. */
export async function downloadPlanned(
  { services, output, signal }: Session,
  plan: CreatorPlan,
  rules: PromptRules,
  minFreeBytes: number,
): Promise<Pick<CreatorRow, 'downloaded' | 'adopted' | 'failed' | 'error' | 'items'>> {
  const items: CreatorItem[] = [];
  const run: CreatorRun = await services.creators.download(plan, {
    rules,
    minFreeBytes,
    signal,
    onItem: (item) => {
      items.push(item);
      output.note(`  ${itemText(item)}`);
    },
    onWait: (why) => output.note(`  ${why.message}`),
  });
  const { problem, ...counts } = run;
  if (problem) output.problem(problem);
  return {
    ...counts,
    ...(problem && { error: problemText(problem) }),
    items: items.map(({ type, id, state, path, problem: why }) => ({
      type,
      id,
      state,
      ...(path !== undefined && { path }),
      ...(why && { error: problemText(why) }),
    })),
  };
}

/** The rules by which the prompts of pictures are made. @param filters a folder with files of filter words */
export async function rulesOf({ output }: Session, filters: string | undefined): Promise<PromptRules> {
  const { words, notices } =
    filters === undefined
      ? { words: NO_WORDS, notices: [] }
      : await loadFilterWords(await resolveFolder(filters), NO_WORDS);
  for (const notice of notices) output.warn(notice);
  return { words, trailingComma: 'preserve', loraTags: 'all', refilterSource: 'existing', underscoresAsSpaces: true }; // prettier-ignore
}

export const hasFailed = ({ failed = 0, error, incomplete }: CreatorRow): boolean =>
  failed > 0 || error !== undefined || incomplete !== undefined;

/** What became of a creator in a line. */
export function rowText(row: CreatorRow): string {
  const { plan, downloaded, adopted = 0, failed = 0, error, incomplete } = row;
  const counts =
    downloaded === undefined
      ? plan && `would download ${plan.files} model files and ${plan.pictures} pictures`
      : `${downloaded} downloaded, ${adopted} adopted, ${failed} failed`;
  const parts = [counts, error, incomplete && `incomplete: ${incomplete.join(' ')}`];
  return parts.filter((part) => part !== undefined).join('; ');
}

function itemText({ type, id, state, path, problem }: CreatorItem): string {
  return [state, type, id, path ?? '', problem ? problemText(problem) : ''].filter((text) => text !== '').join('\t'); // prettier-ignore
}

const noCreator = (where: string | undefined, text: string) =>
  new Problem(
    'bad_input',
    where === undefined
      ? l10n.t('“{0}” is no address of a creator.', text)
      : l10n.t('{0}: “{1}” is no address of a creator.', where, text),
    l10n.t('It looks like {0}.', 'https://civitai.com/user/NAME/models'),
  );
