import { resolve } from 'node:path';
import { applyImport, exportMetadata, planImport } from '../core/models/exchange';
import { gatherModels } from '../core/models/gather';
import { EXIT } from './output';
import type { Session } from './session';

/** `export DIR FILE`: the metadata of all models of a folder in one JSON file. */
export async function exportLibrary(
  { services, output, signal }: Session,
  folder: string,
  target: string,
): Promise<number> {
  const found = await gatherModels(services.scanner, [folder], { ignore: [], signal });
  const models = found.map(({ file }) => file);
  const count = await exportMetadata(resolve(folder), resolve(target), models);
  output.result({ file: target, models: count }, [`Metadata of ${count} models exported to ${target}`]);
  return EXIT.ok;
}

/** `import DIR FILE`: takes over exported metadata; the person's own fields stay as they are. */
export async function importLibrary(
  { services, output, signal }: Session,
  folder: string,
  source: string,
  dryRun: boolean,
): Promise<number> {
  const found = await gatherModels(services.scanner, [folder], { ignore: [], signal });
  const plan = await planImport(
    resolve(folder),
    resolve(source),
    found.map(({ file }) => file),
  );
  const done = dryRun ? undefined : await applyImport(plan, { overwriteUser: false, signal });
  output.result({ dry_run: dryRun, plan, ...(done && { result: done }) }, [JSON.stringify(plan)]);
  return EXIT.ok;
}
