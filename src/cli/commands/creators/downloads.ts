import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DownloadLog } from '../../../core/downloads/log/downloadLog';
import { findLogs, type FoundLog } from '../../../core/downloads/log/findLogs';
import { sameUser } from '../../../core/downloads/userFolder';
import { formatBytes } from '../../../core/text/amounts';
import { baseUrlOption } from '../../arguments';
import { EXIT, problemText } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';
import { filtersOption } from '../prompts/rewrite';
import { logsOption, minFreeOption } from './creators';
import { downloadPlanned, hasFailed, rowText, rulesOf, type CreatorRow } from './runCreators';

interface LogOptions extends CommonOptions {
  readonly logs: string;
}

interface ListOptions extends LogOptions {
  readonly failed?: boolean;
}

interface RetryOptions extends LogOptions {
  readonly filters?: string;
  readonly minFree: number;
}

/** The commands on the logs of what was downloaded of creators. */
export function registerDownloads(program: Command, run: Run): void {
  const downloads = program
    .command('downloads')
    .description('what was downloaded of creators, and what failed');
  downloads
    .command('list')
    .description('list what was downloaded')
    .argument('[user...]', 'only of these users')
    .addOption(logsOption())
    .option('--failed', 'list what failed, and why')
    .action((users: string[], options: ListOptions) =>
      run(options, (session) => listDownloads(session, users, options)),
    );
  downloads
    .command('retry')
    .description('download again what failed')
    .argument('[user...]', 'only of these users')
    .addOption(logsOption())
    .addOption(filtersOption())
    .addOption(minFreeOption())
    .addOption(baseUrlOption())
    .action((users: string[], options: RetryOptions) =>
      run(options, (session) => retryDownloads(session, users, options)),
    );
}

async function listDownloads(
  session: Session,
  users: readonly string[],
  { logs, failed = false }: ListOptions,
): Promise<number> {
  const { output } = session;
  const rows: Readonly<Record<string, unknown>>[] = [];
  const lines: string[] = [];
  const code = await eachLog(session, logs, users, async ({ username }, log) => {
    if (failed)
      for (const { id, type, reason, info } of log.failures) {
        const { expected_file_path: path = '', message = '' } = info;
        lines.push([username, type, id, reason, String(path), String(message)].join('\t'));
        rows.push({ user: username, id, type, reason, info });
      }
    else
      for (const { id, type, path, size, files } of log.successes) {
        lines.push([username, type, id, size === undefined ? '' : formatBytes(size), path ?? ''].join('\t'));
        rows.push({ user: username, id, type, path, size, ...(files.length > 0 && { files }) });
      }
    return Promise.resolve(true);
  });
  output.result(rows, lines);
  return code;
}

async function retryDownloads(
  session: Session,
  users: readonly string[],
  { logs, filters, minFree }: RetryOptions,
): Promise<number> {
  const { services, output, signal } = session;
  const rules = await rulesOf(session, filters);
  const rows: CreatorRow[] = [];
  const code = await eachLog(session, logs, users, async ({ username }, log) => {
    const plan = await services.creators.planRetry(log, username, signal);
    for (const problem of plan.problems) output.problem(problem);
    const row = {
      creator: username,
      ...(plan.problems.length > 0 && { incomplete: plan.problems.map(problemText) }),
      ...(await downloadPlanned(session, plan, rules, minFree * 2 ** 20)),
    };
    rows.push(row);
    return !hasFailed(row);
  });
  output.result(rows, rows.map((row) => `${row.creator}\t${rowText(row)}`)); // prettier-ignore
  return code;
}

/** Works on the logs of these users, or all. A log that cannot be read does not hinder the others. */
async function eachLog(
  { output, signal }: Session,
  logs: string,
  users: readonly string[],
  work: (found: FoundLog, log: DownloadLog) => Promise<boolean>,
): Promise<number> {
  const found = await findLogs(resolve(logs));
  const isWanted = ({ username }: FoundLog) => users.length === 0 || users.some((user) => sameUser(user, username)); // prettier-ignore
  let isWell = true;
  for (const user of users)
    if (!found.some(({ username }) => sameUser(user, username))) {
      output.problem(`There is no log of ${user}.`);
      isWell = false;
    }
  for (const each of found.filter(isWanted)) {
    if (signal.aborted) break;
    try {
      isWell = (await work(each, await DownloadLog.open(each.path))) && isWell;
    } catch (error) {
      output.problem(error);
      isWell = false;
    }
  }
  return isWell ? EXIT.ok : EXIT.failed;
}
