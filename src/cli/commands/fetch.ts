import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { CivitaiReference } from '../../core/civitai/reference';
import type { ModelVersion } from '../../core/civitai/schemas';
import { resolveModel } from '../../core/models/scan/resolveModels';
import { fetchedText } from '../../core/models/view/fetchText';
import { Problem } from '../../core/problem/problem';
import { baseUrlOption, readOrUsageError, referenceArgument } from '../arguments';
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
      "the address of a model, a version, a download, an image or a post, a model's id, a hash, or urn:air:…",
    )
    .option('--force', 'link also where hash, base model or type speak against it')
    .addOption(baseUrlOption())
    .action((file: string, text: string, options: CommonOptions & { force?: boolean }, command: Command) => {
      const reference = readOrUsageError(command, () => referenceArgument(text, options.baseUrl));
      return run(options, (session) => fetchModel(session, file, reference, options.force ?? false));
    });
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
  for (const { id, name, baseModel, model } of candidates) {
    const names = [modelId === undefined ? model?.name : undefined, name];
    output.note(`  ${id ?? '?'}  ${names.filter(Boolean).join(' · ')}  ${baseModel ?? ''}`);
  }
  const [first] = candidates;
  const example = `https://civitai.com/models/${modelId ?? first?.modelId ?? '…'}?modelVersionId=${first?.id ?? '…'}`;
  const problem = new Problem(
    'bad_input',
    l10n.t('{0} may be any of these versions.', basename(path)),
    l10n.t('Name one: {0}', example),
  );
  output.problem(problem);
  const versions = candidates.map(({ id, name, baseModel, modelId: of = modelId }) => ({
    ...(of !== undefined && { civitai_model_id: of }),
    civitai_version_id: id,
    name,
    base_model: baseModel,
  }));
  output.result({ path, error: problemText(problem), candidates: versions }, []);
  return EXIT.failed;
}
