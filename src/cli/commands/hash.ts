import { Option, type Command } from 'commander';
import type { FileHashes, HashKind } from '../../core/models/hashing/kinds';
import type { ModelFile } from '../../core/models/modelFile';
import { resolveFile } from '../../core/models/scan/resolveModels';
import { kindsArgument } from '../arguments';
import { hashMeter } from '../hashMeter';
import { EXIT } from '../output';
import type { Run } from '../run';
import type { CommonOptions, Session } from '../session';

export function registerHash(program: Command, run: Run): void {
  program
    .command('hash')
    .description('compute hashes of files')
    .argument('<file...>')
    .addOption(
      new Option(
        '--kind <kind>',
        'sha256 (default), autov1, autov2, autov3, crc32, blake3, or all; several with commas or one by one',
      ).argParser(kindsArgument),
    )
    .action((files: string[], options: CommonOptions & { kind?: HashKind[] }) =>
      run(options, (session) => hash(session, files, options.kind ?? ['sha256'])),
    );
}

/** Prints the hashes of files, each kind a key; `null` for a kind that does not apply. */
async function hash(session: Session, paths: readonly string[], kinds: readonly HashKind[]): Promise<number> {
  const { services, output, signal } = session;
  const { hasher, fileIndex } = await services.models();
  let code: number = EXIT.ok;
  const failed = (error: unknown): undefined => {
    if (signal.aborted) return;
    output.problem(error);
    code = EXIT.failed;
  };
  const files: { readonly path: string; readonly file: ModelFile }[] = [];
  for (const path of paths) {
    const file = await resolveFile(path).catch(failed);
    if (file) files.push({ path, file });
  }
  const meter = await hashMeter(
    session,
    files.map(({ file }) => file),
  );
  const hashOne = async (path: string, file: ModelFile): Promise<{ readonly path: string } & FileHashes> => {
    const hashes = await hasher.hash(file.path, kinds, { signal, onBytes: meter.onBytes });
    // Kept in the index: identifying the file later need not read it again.
    if (typeof hashes.sha256 === 'string') fileIndex.set(file, { sha256: hashes.sha256 });
    return { path, ...hashes };
  };
  const rows = await Promise.all(
    files.map(({ path, file }) => hashOne(path, file).catch(failed).finally(meter.onFile)),
  ).finally(() => meter.stop());
  const hashed = rows.filter((row) => row !== undefined);
  const lines = hashed.flatMap((row) => kinds.map((kind) => `${row[kind] ?? '-'}  ${kind}  ${row.path}`));
  output.result(hashed, lines);
  return code;
}
