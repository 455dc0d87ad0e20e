import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { readLogs } from '../../../core/training/verdict/readLogs';
import { toProblem } from '../../../core/problem/toProblem';
import type { Verdict } from '../../../core/training/verdict/verdict';
import { exitCodeArgument } from '../../arguments';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';

export function registerReadLog(train: Command, run: Run): void {
  train
    .command('read-log')
    .description('tell from the output of a trainer how its run went')
    .argument('<file...>', 'the output; several files are the streams of one run')
    .option(
      '--exit <code>',
      'the exit code of the run; without it, the run may still go on',
      exitCodeArgument,
    )
    .action((files: string[], options: CommonOptions & { exit?: number }) =>
      run(options, (session) => readLog(session, files, options.exit)),
    );
}

/** Prints what the log says. Reading it is all that can fail: a run that failed is a result like any other. */
async function readLog(
  { output, signal }: Session,
  files: readonly string[],
  exit: number | undefined,
): Promise<number> {
  const verdict = await readLogs(files, exit, signal).catch((error: unknown) => {
    throw toProblem(error, l10n.t('The log'));
  });
  output.result(documentOf(verdict), linesOf(verdict));
  return EXIT.ok;
}

function documentOf(verdict: Verdict): Readonly<Record<string, unknown>> {
  const { state, cause, causeId, steps, totalSteps, lastLoss, outputs } = verdict;
  return {
    state,
    ...(cause === undefined ? {} : { cause, cause_id: causeId }),
    steps: steps ?? null,
    total_steps: totalSteps ?? null,
    last_loss: lastLoss === undefined ? null : lossText(lastLoss),
    outputs,
  };
}

/** JSON has no number for NaN and infinite ones: they are the trainer's words. */
function lossText(loss: number): number | string {
  if (Number.isFinite(loss)) return loss;
  return Number.isNaN(loss) ? 'nan' : loss > 0 ? 'inf' : '-inf';
}

function linesOf(verdict: Verdict): readonly string[] {
  const { state, cause, steps, totalSteps, lastLoss, outputs } = verdict;
  return [
    `state: ${state}`,
    ...(cause === undefined ? [] : [`cause: ${cause}`]),
    `steps: ${steps ?? '-'} of ${totalSteps ?? '-'}`,
    `last loss: ${lastLoss === undefined ? '-' : lossText(lastLoss)}`,
    ...outputs.map((path) => `output: ${path}`),
  ];
}
