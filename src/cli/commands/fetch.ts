import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { CivitaiReference } from '../../core/civitai/reference';
import type { ModelVersion } from '../../core/civitai/schemas';
import { resolveModel } from '../../core/models/scan/resolveModels';
import { fetchedText } from '../../core/models/view/fetchText';
import { Problem } from '../../core/problem/problem';
import { baseUrlOption, referenceArgument } from '../arguments';
import { EXIT, problemText } from '../output';
import { withProgressBar } from '../progressBar';
import type { Run } from '../run';
import { warnOfInvalidToken, type CommonOptions, type Session } from '../session';

export function registerFetch(program: Command, run: Run): void {
  program
    .command('fetch')
    .description('link a file to a Civitai version and save its metadata')
    .argument('<file>')
    .argument(
      '<url-or-id>',
      "the address of a model, a version or a download, a model's id, or urn:air:…",
      referenceArgument,
    )
    .option('--force', 'link also where hash, base model or type speak against it')
    .addOption(baseUrlOption())
    .action((file: string, reference: CivitaiReference, options: CommonOptions & { force?: boolean }) =>
      run(options, (session) => fetchModel(session, file, reference, options.force ?? false)),
    );
}

/** Links a file to the version that the user gives. */
async function fetchModel(
  session: Session,
  path: string,
  reference: CivitaiReference,
  force: boolean,
): Promise<number> {
  const { services, output, signal } = session;
  const file = await resolveModel(path);
  await warnOfInvalidToken(session);
  const { annotator } = await services.models();
  const outcome = await withProgressBar(output, (onProgress) =>
    annotator.link(file.path, reference, { signal, force, onProgress }),
  );
  switch (outcome.kind) {
    case 'not_found':
      throw new Problem(
        'not_found',
        l10n.t('Civitai has no such model or version.'),
        l10n.t('Check the address or the id.'),
      );
    case 'doubtful':
      throw new Problem(
        'bad_input',
        outcome.doubts.join(' '),
        l10n.t('Nothing was changed. Link it all the same with --force.'),
      );
    case 'choose':
      return listVersions(session, path, reference, outcome.candidates);
    case 'saved': {
      const { sidecar, done } = outcome;
      output.note(`${basename(path)}: ${fetchedText(done)}`);
      output.result({ path, ...sidecar }, [
        `${basename(path)}: ${sidecar.civitai_name ?? ''} ${sidecar.civitai_version_name ?? ''}`.trim(),
      ]);
      return EXIT.ok;
    }
  }
}

/** The command line cannot ask which one is meant: it lists the versions, and the next call gives one of them. */
function listVersions(
  { output }: Session,
  path: string,
  { modelId }: CivitaiReference,
  candidates: readonly ModelVersion[],
): number {
  for (const { id, name, baseModel } of candidates) {
    output.note(`  ${id ?? '?'}  ${name ?? ''}  ${baseModel ?? ''}`);
  }
  const example = `https://civitai.com/models/${modelId ?? '…'}?modelVersionId=${candidates[0]?.id ?? '…'}`;
  const problem = new Problem(
    'bad_input',
    l10n.t('{0} may be any of these versions.', basename(path)),
    l10n.t('Name one: {0}', example),
  );
  output.problem(problem);
  const versions = candidates.map(({ id, name, baseModel }) => ({
    ...(modelId !== undefined && { civitai_model_id: modelId }),
    civitai_version_id: id,
    name,
    base_model: baseModel,
  }));
  output.result({ path, error: problemText(problem), candidates: versions }, []);
  return EXIT.failed;
}
