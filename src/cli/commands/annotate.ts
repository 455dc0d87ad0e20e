import type { Command } from 'commander';
import type { AnnotateOptions } from '../../core/models/identify/types';
import type { ProblemInfo } from '../../core/problem/problem';
import { baseUrlOption } from '../arguments';
import { printModels } from '../modelRows';
import { EXIT } from '../output';
import type { Run } from '../run';
import { withProgressBar } from '../progressBar';
import { findModels, warnOfInvalidToken, type CommonOptions, type Session } from '../session';

type Options = Pick<AnnotateOptions, 'header' | 'verify' | 'dryRun' | 'previews'>;

export function registerAnnotate(program: Command, run: Run): void {
  program
    .command('annotate')
    .description('identify models on Civitai and write their sidecars')
    .argument('<path...>')
    .option('--dry-run', 'ask, but write nothing')
    .option('--no-header', 'do not trust hashes in headers: read every file')
    .option('--verify', 'confirm provisional identities by SHA-256')
    .option('--no-previews', 'download no preview pictures')
    .addOption(baseUrlOption())
    .action((paths: string[], options: CommonOptions & Options) =>
      run(options, (session) => {
        const { header = true, verify = false, dryRun = false, previews = true } = options;
        return annotate(session, paths, { header, verify, dryRun, previews });
      }),
    );
}

/** Identifies models and writes their sidecars. */
async function annotate(session: Session, paths: readonly string[], options: Options): Promise<number> {
  const { services, output, signal } = session;
  const { annotator } = await services.models();
  const { models, code } = await findModels(session, paths);
  await warnOfInvalidToken(session);
  const files = models.map(({ file }) => file);
  let outage: ProblemInfo | undefined;
  const onOutage = (problem: ProblemInfo) => (outage = problem);
  const results = await withProgressBar(output, (onProgress) =>
    annotator.annotate(files, { ...options, signal, onProgress, onOutage }),
  );
  printModels(session, models, results);
  if (outage) output.problem(outage);
  const failed = results.some(
    ({ state, error }) => state === 'failed' || state === 'refused' || error !== undefined,
  );
  return failed || outage ? EXIT.failed : code;
}
