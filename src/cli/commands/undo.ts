import { relative } from 'node:path';
import type { Command } from 'commander';
import { visible } from '../../core/text/visible';
import { EXIT, problemText } from '../output';
import type { Run } from '../run';
import type { CommonOptions, Session } from '../session';
import { forgetRun, listRuns, withUndoOptions, type UndoOptions } from '../undoRuns';

export function registerUndo(program: Command, run: Run): void {
  const command = program
    .command('undo')
    .description(
      'give sidecars, previews and pictures what they held before the last fetch, set-hash, import, unlink or images; only names them without --write',
    );
  withUndoOptions(command).action((options: CommonOptions & UndoOptions) =>
    run(options, (session) => undo(session, options)),
  );
}

async function undo(session: Session, options: UndoOptions): Promise<number> {
  // Before a list, what was deleted long ago goes: not what is about to be brought back.
  if (!options.list && !options.forget) return undoModels(session, options);
  const runs = await session.services.changes.runs();
  return options.list ? listRuns(session, runs) : forgetRun(session, runs, options);
}

/** Lists the files of a change; with `--write`, gives them what they held before. */
async function undoModels(
  { services, output }: Session,
  { write = false, run: id }: UndoOptions,
): Promise<number> {
  const { done, failed } = await services.changes.undo({
    ...(id !== undefined && { run: id }),
    dryRun: !write,
  });
  const name = (path: string): string => relative(process.cwd(), path);
  output.result(
    {
      written: write,
      changed: done.map(name),
      failed: failed.map(({ path, problem }) => ({ path: name(path), reason: problemText(problem) })),
    },
    done.map((path) => visible(name(path))),
  );
  for (const { path, problem } of failed) output.note(visible(`${name(path)}: ${problemText(problem)}`));
  if (!write && done.length > 0) output.note('Nothing was written; --write does.');
  return failed.length > 0 ? EXIT.failed : EXIT.ok;
}
