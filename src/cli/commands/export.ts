import { resolve } from 'node:path';
import type { Command } from 'commander';
import { resolveFolder } from '../../core/models/scan/resolveModels';
import { exportMetadata } from '../../core/models/transfer/exportMetadata';
import { EXIT, problemText } from '../output';
import type { Run } from '../run';
import { findModels, type CommonOptions, type Session } from '../session';
import { failureRow, modelCount } from '../transferRows';

export function registerExport(program: Command, run: Run): void {
  program
    .command('export')
    .description('write the metadata of a folder into one JSON file')
    .argument('<dir>')
    .argument('<file>')
    .action((dir: string, file: string, options: CommonOptions) =>
      run(options, (session) => exportLibrary(session, dir, file)),
    );
}

/** Writes the metadata of all models of a folder into one JSON file. */
async function exportLibrary(session: Session, folder: string, target: string): Promise<number> {
  const { output } = session;
  const root = await resolveFolder(folder);
  const { models, code } = await findModels(session, [folder]);
  const { exported, failed } = await exportMetadata(
    root,
    resolve(target),
    models.map(({ file }) => file),
  );
  output.result({ file: target, models: exported, failed: failed.map(failureRow) }, [
    `Metadata of ${modelCount(exported)} exported to ${target}`,
  ]);
  for (const { name, problem } of failed) output.note(`${name}: ${problemText(problem)}`);
  return failed.length > 0 ? EXIT.failed : code;
}
