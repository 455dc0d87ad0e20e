import type { Command } from 'commander';
import type { AnnotateResult } from '../../core/models/identify/types';
import { modelEntry, type ModelEntry } from '../../core/models/library/modelEntry';
import { sidecarState } from '../../core/models/library/sidecarState';
import { inspectNew } from '../../core/models/scan/inspectNew';
import { readForeign } from '../../core/models/sidecar/foreign/read';
import { folderListing } from '../../core/models/sidecar/foreign/siblings';
import { readSidecar } from '../../core/models/sidecar/store';
import { baseModel, modelType } from '../../core/models/view/modelText';
import { printModels } from '../modelRows';
import type { Run } from '../run';
import { findModels, type CommonOptions, type Session } from '../session';

export function registerScan(program: Command, run: Run): void {
  program
    .command('scan')
    .description('list the models of a folder and what is known of them (sends no request)')
    .argument('<dir>')
    .action((dir: string, options: CommonOptions) => run(options, (session) => scan(session, dir)));
}

/** Lists what is there, without a request and without reading more than headers. */
async function scan(session: Session, folder: string): Promise<number> {
  const { services, signal } = session;
  const deps = await services.models();
  const { models, code } = await findModels(session, [folder]);
  await inspectNew(
    models.map(({ file }) => file),
    deps,
    signal,
  );
  const results: AnnotateResult[] = [];
  const listing = folderListing();
  const states = await deps.sidecarIndex.states(
    models.map(({ file }) => file),
    { read: async (path) => sidecarState(await readSidecar(path)), signal },
  );
  for (const [index, { file, name }] of models.entries()) {
    const { sidecar, problem } = states[index] ?? {};
    const entry = modelEntry(folder, name, file, deps.fileIndex.get(file), sidecar, problem);
    // Annotating takes what other tools know; without it, only why a file says nothing is of interest.
    const { notices } = sidecar ? { notices: [] } : await readForeign(file.path, file.size, { listing });
    results.push({
      path: entry.path,
      size: entry.size,
      state: entry.state,
      ...(sidecar?.civitai_model_id !== undefined && { civitai_model_id: sidecar.civitai_model_id }),
      ...(sidecar?.civitai_version_id !== undefined && { civitai_version_id: sidecar.civitai_version_id }),
      ...(sidecar?.identified_by && { identified_by: sidecar.identified_by }),
      ...kindOf(entry),
      ...(notices.length > 0 && { notices }),
      ...(entry.problem && { error: entry.problem }),
    });
  }
  printModels(session, models, results);
  return code;
}

/** Base model and type, and who tells them. */
function kindOf(entry: ModelEntry): Pick<AnnotateResult, 'base_model' | 'type' | 'told_by'> {
  const base = baseModel(entry);
  const type = modelType(entry);
  const { sidecar, header } = entry;
  const bySidecar =
    base === undefined
      ? (sidecar?.model_type ?? sidecar?.civitai_type) !== undefined
      : sidecar?.base_model !== undefined;
  const told = bySidecar ? 'sidecar' : ((base === undefined ? undefined : header?.toldBy) ?? 'header');
  return {
    ...(base !== undefined && { base_model: base }),
    ...(type !== undefined && { type }),
    ...((base ?? type) !== undefined && { told_by: told }),
  };
}
