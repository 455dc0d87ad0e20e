import { Option, type Command } from 'commander';
import { formatBytes } from '../core/text/amounts';
import type { AskForRoom } from '../core/undo/room';
import type { UndoRun } from '../core/undo/undoRuns';
import { positiveInteger } from './arguments';
import { EXIT } from './output';
import type { Session } from './session';

/** Options of the commands that undo. */
export interface UndoOptions {
  readonly write?: boolean;
  readonly list?: boolean;
  /** The number of a run. */
  readonly run?: number;
  readonly forget?: boolean;
}

/** Gives a command these options. */
export function withUndoOptions(command: Command): Command {
  return command
    .option('--write', 'write the files')
    .option('--list', 'list what can be undone, newest first')
    .option('--run <number>', 'undo this one of the list instead of the last one', positiveInteger)
    .option('--forget', 'let it go instead: it cannot be undone any more');
}

/** `--forget-oldest`. */
export function forgetOldestOption(): Option {
  return new Option(
    '--forget-oldest',
    'let the oldest runs that can be undone go where they take too much space',
  );
}

/** The command line asks nothing: what the user did not allow is refused. */
export function roomByOption(forgetOldest: boolean): AskForRoom {
  return () => Promise.resolve(forgetOldest ? 'forget' : undefined);
}

/** Lists runs: number, command, when, how many files, and what they take. */
export function listRuns({ output }: Session, runs: readonly UndoRun[]): number {
  const rows = runs.map(({ id, command, subject, at, files, bytes }) => ({
    run: id,
    command,
    ...(subject !== undefined && { subject }),
    at,
    files,
    bytes,
  }));
  output.result(
    rows,
    rows.map(({ run, command, subject, at, files, bytes }) => {
      const what = subject === undefined ? command : `${command} ${subject}`;
      return `${run}  ${what} of ${new Date(at).toLocaleString()}, ${files} files, ${formatBytes(bytes)}`;
    }),
  );
  if (runs.length === 0) output.note('There is nothing to undo.');
  return EXIT.ok;
}

/** Lets a run go: the last one, or that of `--run`. */
export async function forgetRun(
  { services, output }: Session,
  runs: readonly UndoRun[],
  { run: id }: UndoOptions,
): Promise<number> {
  const chosen = runs.find((run) => id === undefined || run.id === id);
  if (chosen) await services.undoRuns.forget(chosen.folder);
  else output.note('There is no such run.');
  output.result({ forgotten: chosen?.id ?? null }, chosen ? [`Forgotten: ${chosen.id}`] : []);
  return chosen ? EXIT.ok : EXIT.failed;
}
