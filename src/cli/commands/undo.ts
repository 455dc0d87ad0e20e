import { relative } from 'node:path';
import type { Command } from 'commander';
import { formatBytes } from '../../core/text/amounts';
import { positiveInteger } from '../arguments';
import { EXIT, problemText } from '../output';
import type { Run } from '../run';
import type { CommonOptions, Session } from '../session';

interface UndoOptions {
  readonly write?: boolean;
  readonly list?: boolean;
  readonly run?: number;
  readonly forget?: boolean;
}

export function registerUndo(program: Command, run: Run): void {
  program
    .command('undo')
    .description(
      'give sidecars and previews what they held before the last fetch, set-hash, import or unlink; only names them without --write',
    )
    .option('--write', 'write the files')
    .option('--list', 'list the changes that can be undone, newest first')
    .option('--run <number>', 'undo this change of the list instead of the last one', positiveInteger)
    .option('--forget', 'let the change go instead: it cannot be undone any more')
    .action((options: CommonOptions & UndoOptions) => run(options, (session) => undo(session, options)));
}

async function undo(session: Session, options: UndoOptions): Promise<number> {
  const { services, output } = session;
  const { list = false, forget = false, write = false, run: id } = options;
  const runs = await services.changes.runs();
  if (list) {
    output.result(
      runs.map(({ id: run, command, subject, at, files, bytes }) => ({
        run,
        command,
        subject,
        at,
        files,
        bytes,
      })),
      runs.map(
        ({ id: run, command, subject, at, files, bytes }) =>
          `${run}  ${command} ${subject ?? ''} of ${new Date(at).toLocaleString()}, ${files} files, ${formatBytes(bytes)}`,
      ),
    );
    return EXIT.ok;
  }
  const chosen = runs.find((run) => id === undefined || run.id === id);
  if (forget && chosen) {
    await services.undoRuns.forget(chosen.folder);
    output.result({ forgotten: chosen.id }, [`Forgotten: ${chosen.id}`]);
    return EXIT.ok;
  }
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
    done.map(name),
  );
  for (const { path, problem } of failed) output.note(`${name(path)}: ${problemText(problem)}`);
  if (!write && done.length > 0) output.note('Nothing was written; --write does.');
  return failed.length > 0 ? EXIT.failed : EXIT.ok;
}
