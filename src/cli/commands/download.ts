import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { DownloadedModel, VersionDownloadOptions } from '../../core/downloads/downloadVersion';
import { isUnreachable } from '../../core/problem/codes';
import { Problem } from '../../core/problem/problem';
import { formatBytes } from '../../core/text/amounts';
import { baseUrlOption, positiveInteger, readOrUsageError } from '../arguments';
import { EXIT, problemText } from '../output';
import type { Run } from '../run';
import { warnOfInvalidToken, type CommonOptions, type Session } from '../session';
import { versionArgument } from './images/imageArguments';

interface Options extends CommonOptions, Pick<VersionDownloadOptions, 'format' | 'fp' | 'size' | 'again'> {
  readonly out: string;
  readonly file?: number;
}

export function registerDownload(program: Command, run: Run): void {
  program
    .command('download')
    .description('download model files, verified, with their sidecars; what was cut off goes on')
    .argument('<version...>', 'addresses or ids of versions, or urn:air:…')
    .option('--out <folder>', 'where they go', '.')
    .option('--file <id>', 'this file of the version', positiveInteger)
    .option('--format <format>', 'a file of this format: SafeTensor, GGUF, …')
    .option('--fp <precision>', 'a file of this precision: fp16, fp32, …')
    .option('--size <size>', 'full or pruned')
    .option('--again', 'ask once more for a file that was wrong when it came before')
    .addOption(baseUrlOption())
    .action((texts: string[], options: Options, command: Command) => {
      const versions = readOrUsageError(command, () =>
        texts.map((text) => versionArgument(text, options.baseUrl)),
      );
      return run(options, (session) => downloadAll(session, versions, options));
    });
}

type Row = { readonly version: number } & (DownloadedModel | { readonly error: string });

/** Downloads one after the other; one that fails does not hinder the others. */
async function downloadAll(session: Session, versions: readonly number[], options: Options): Promise<number> {
  const { services, output, signal } = session;
  const { out, file: fileId, format, fp, size, again } = options;
  await warnOfInvalidToken(session);
  const folder = resolve(out);
  const rows: Row[] = [];
  for (const version of versions) {
    if (signal.aborted) break;
    try {
      const onWait = (why: Error | undefined) => {
        if (why) output.note(`${version}: ${why.message}`);
      };
      rows.push({ version, ...(await services.downloadVersion(version, { folder, fileId, format, fp, size, again, signal, onWait })) }); // prettier-ignore
    } catch (error) {
      output.problem(error);
      rows.push({ version, error: problemText(error) });
      // The next one would meet it, too.
      if (error instanceof Problem && isUnreachable(error)) break;
    }
  }
  output.result(
    rows.map(
      (row) =>
      'error' in row
        ? row
        : { version: row.version, path: row.path, state: row.state, bytes: row.bytes, sha256: row.sha256, verified: row.isVerified }, // prettier-ignore
    ),
    rows.flatMap(
      (row) =>
      'error' in row
        ? []
        : [[row.state, relative(folder, row.path), formatBytes(row.bytes), row.isVerified ? 'verified' : 'not verified: Civitai gives no SHA-256'].join('\t')], // prettier-ignore
    ),
  );
  return rows.some((row) => 'error' in row) ? EXIT.failed : EXIT.ok;
}
