import { resolve } from 'node:path';
import { applyImport, exportMetadata, planImport, type ImportPlan } from '../core/models/exchange';
import { gatherModels } from '../core/models/gather';
import { EXIT } from './output';
import type { Session } from './session';

/** `export DIR FILE`: the metadata of all models of a folder in one JSON file. */
export async function exportLibrary(session: Session, folder: string, target: string): Promise<number> {
  const { output } = session;
  const count = await exportMetadata(resolve(folder), resolve(target), await modelsOf(session, folder));
  output.result({ file: target, models: count }, [`Metadata of ${count} models exported to ${target}`]);
  return EXIT.ok;
}

/** `import DIR FILE`: takes over exported metadata; the person's own fields stay as they are. */
export async function importLibrary(
  session: Session,
  folder: string,
  source: string,
  dryRun: boolean,
): Promise<number> {
  const { output, signal } = session;
  const plan = await planImport(resolve(folder), resolve(source), await modelsOf(session, folder));
  const done = dryRun ? undefined : await applyImport(plan, { overwriteUser: false, signal });
  const failed = [...plan.failed, ...(done?.failed ?? [])];
  const changes = plan.items.map(({ name, isNew, changes: changed, conflicts }) => ({
    path: name,
    new: isNew,
    changes: changed,
    kept: conflicts,
  }));
  const { unchanged, unmatched, ambiguous } = plan;
  output.result({ dry_run: dryRun, changes, unchanged, unmatched, ambiguous, failed }, lines(plan, dryRun));
  for (const { name, problem } of failed) output.note(`${name}: ${problem.message} ${problem.advice}`);
  return failed.length > 0 || ambiguous.length > 0 ? EXIT.failed : EXIT.ok;
}

function lines({ items, unchanged, unmatched, ambiguous }: ImportPlan, dryRun: boolean): string[] {
  return [
    ...items.map(({ name, isNew, changes, conflicts }) => {
      const kept = conflicts.length > 0 ? `; yours stays: ${conflicts.join(', ')}` : '';
      return `${name}: ${isNew ? 'new' : changes.join(', ')}${kept}`;
    }),
    ...unmatched.map((name) => `${name}: no such model here`),
    ...ambiguous.map((name) => `${name}: several models have this name`),
    `${items.length} ${dryRun ? 'would change' : 'changed'}, ${unchanged} unchanged`,
  ];
}

async function modelsOf(
  { services, signal }: Session,
  folder: string,
): Promise<{ path: string; size: number }[]> {
  return (await gatherModels(services.scanner, [folder], { ignore: [], signal })).map(({ file }) => file);
}
