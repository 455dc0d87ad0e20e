import { resolve } from 'node:path';
import type { ProblemInfo } from '../core/problem/problem';
import {
  applyImport,
  exportMetadata,
  planImport,
  type TransferFailure,
  type ImportPlan,
  type ImportResult,
} from '../core/models/transfer/transfer';
import { resolveFolder } from '../core/models/scan/resolveModels';
import { EXIT, problemText } from './output';
import { findModels, type Session } from './session';

/** `export DIR FILE`: the metadata of all models of a folder in one JSON file. */
export async function exportLibrary(session: Session, folder: string, target: string): Promise<number> {
  const { output } = session;
  const root = await resolveFolder(folder);
  const { models, code } = await findModels(session, [folder]);
  const { exported, failed } = await exportMetadata(
    root,
    resolve(target),
    models.map(({ file }) => file),
  );
  output.result({ file: target, models: exported, failed: failed.map(toJson) }, [
    `Metadata of ${count(exported)} exported to ${target}`,
  ]);
  for (const { name, problem } of failed) output.note(`${name}: ${problemText(problem)}`);
  return failed.length > 0 ? EXIT.failed : code;
}

/** `import DIR FILE`: takes over exported metadata; the person's own fields stay as they are. */
export async function importLibrary(
  session: Session,
  folder: string,
  source: string,
  dryRun: boolean,
): Promise<number> {
  const { output, signal } = session;
  const root = await resolveFolder(folder);
  const { models, code } = await findModels(session, [folder]);
  const plan = await planImport(
    root,
    resolve(source),
    models.map(({ file }) => file),
  );
  const done = dryRun ? undefined : await applyImport(plan, { overwriteUser: false, signal });
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
    failed: failed.map(toJson),
  };
  output.result(document, lines(plan, done));
  for (const { name, problem } of failed) output.note(`${name}: ${problemText(problem)}`);
  return failed.length > 0 || ambiguous.length > 0 ? EXIT.failed : code;
}

function toJson({ name, problem }: TransferFailure): { path: string; error: ProblemInfo } {
  return { path: name, error: problem };
}

function lines({ items, unchanged, unmatched, ambiguous }: ImportPlan, done?: ImportResult): string[] {
  const broken = new Set(done?.failed.map(({ name }) => name));
  const whole = items.filter(({ name }) => !broken.has(name));
  const changing = whole.filter(({ changes }) => changes.length > 0);
  const planned = whole.map(({ name, isNew, changes, conflicts }) => {
    const parts = [
      changes.length > 0 && `${isNew ? 'new: ' : ''}${changes.join(', ')}`,
      conflicts.length > 0 && `yours stays: ${conflicts.join(', ')}`,
    ];
    return `${name}: ${parts.filter((part) => part !== false).join('; ')}`;
  });
  return [
    ...planned,
    ...unmatched.map((name) => `${name}: no such model here`),
    ...ambiguous.map((name) => `${name}: fits several models, or several entries fit one`),
    `${count(changing.length)} ${done ? 'changed' : 'would change'}, ${unchanged} unchanged`,
  ];
}

function count(models: number): string {
  return `${models} ${models === 1 ? 'model' : 'models'}`;
}
