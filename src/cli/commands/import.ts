import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { applyImport, type ImportResult } from '../../core/models/transfer/applyImport';
import { planImport, type ImportPlan } from '../../core/models/transfer/planImport';
import { resolveFolder } from '../../core/models/scan/resolveModels';
import { EXIT, problemText } from '../output';
import type { Run } from '../run';
import { findModels, type CommonOptions, type Session } from '../session';
import { failureRow, modelCount } from '../transferRows';
import { forgetOldestOption, roomByOption } from '../undoRuns';

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly forgetOldest?: boolean;
}

export function registerImport(program: Command, run: Run): void {
  program
    .command('import')
    .description('take metadata over from an exported JSON file; your own fields stay')
    .argument('<dir>')
    .argument('<file>')
    .option('--dry-run', 'print what would change')
    .addOption(forgetOldestOption())
    .action((dir: string, file: string, options: CommonOptions & ImportOptions) =>
      run(options, (session) => importLibrary(session, dir, file, options)),
    );
}

/** Imports exported metadata; the user's own fields stay as they are. */
async function importLibrary(
  session: Session,
  folder: string,
  source: string,
  { dryRun = false, forgetOldest = false }: ImportOptions,
): Promise<number> {
  const { output } = session;
  const root = await resolveFolder(folder);
  const { models, code } = await findModels(session, [folder]);
  const plan = await planImport(
    root,
    resolve(source),
    models.map(({ file }) => file),
  );
  const done = dryRun ? undefined : await apply(session, plan, basename(source), forgetOldest);
  const failed = [...plan.failed, ...(done?.failed ?? [])];
  const { items, unchanged, unmatched, ambiguous } = plan;
  const document = {
    dry_run: dryRun,
    imported: done?.imported ?? 0,
    changes: items.map(({ name, isNew, changes, conflicts }) => ({
      path: name,
      new: isNew,
      changes,
      kept: conflicts,
    })),
    unchanged,
    unmatched,
    ambiguous,
    failed: failed.map(failureRow),
  };
  output.result(document, lines(plan, done));
  for (const { name, problem } of failed) output.note(`${name}: ${problemText(problem)}`);
  return failed.length > 0 || ambiguous.length > 0 ? EXIT.failed : code;
}

async function apply(
  { services, signal }: Session,
  plan: ImportPlan,
  name: string,
  forgetOldest: boolean,
): Promise<ImportResult> {
  const { changes } = services;
  await changes.makeRoom(
    plan.items.map(({ model }) => model.path),
    roomByOption(forgetOldest),
  );
  return applyImport(plan, { overwriteUser: false, signal, undo: changes.recorder('import', name) });
}

function lines({ items, unchanged, unmatched, ambiguous }: ImportPlan, done?: ImportResult): string[] {
  const broken = new Set(done?.failed.map(({ name }) => name));
  const whole = items.filter(({ name }) => !broken.has(name));
  const changing = whole.filter(({ changes }) => changes.length > 0);
  const planned = whole.map(({ name, isNew, changes, conflicts }) => {
    const phrases = [
      changes.length > 0 && `${isNew ? 'new: ' : ''}${changes.join(', ')}`,
      conflicts.length > 0 && `yours stays: ${conflicts.join(', ')}`,
    ];
    return `${name}: ${phrases.filter((phrase) => phrase !== false).join('; ')}`;
  });
  return [
    ...planned,
    ...unmatched.map((name) => `${name}: no such model here`),
    ...ambiguous.map((name) => `${name}: fits several models, or several entries fit one`),
    `${modelCount(changing.length)} ${done ? 'changed' : 'would change'}, ${unchanged} unchanged`,
  ];
}
