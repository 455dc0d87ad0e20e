import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { CivitaiClient } from '../../../core/civitai/client';
import type { ParsedHash } from '../../../core/civitai/hashFormats';
import type { CivitaiReference } from '../../../core/civitai/reference';
import type { ModelChanges } from '../../../core/models/changes/modelChanges';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { shownHash } from '../../../core/models/view/modelText';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Jobs } from '../../platform/job';
import type { Problems } from '../../platform/problems';
import { chooseVersion } from './fetchCommand';
import { pickModel, type PickDeps } from './pickModels';

const STATUS_MS = 5000;

export interface HashDeps extends PickDeps {
  readonly problems: Problems;
  readonly jobs: Jobs;
  readonly civitai: () => Promise<Pick<CivitaiClient, 'model' | 'version' | 'versionByHash' | 'images'>>;
  /** Of the API that is asked. */
  readonly baseUrl: () => string;
  readonly changes: () => Promise<Pick<ModelChanges, 'setHash'>>;
}

/** Edit Hash: one box for any hash or address; an address becomes `civitai: MODEL @ VERSION`. */
export function hashCommand(deps: HashDeps): CommandHandlers<'diffusionWorkbench.models.editHash'> {
  return {
    'diffusionWorkbench.models.editHash': async (...args) => {
      const entry = await pickModel(deps, args, { title: l10n.t('Edit the hash of which model?') });
      if (!entry) return;
      const text = await askHash(deps, entry);
      if (text === undefined) return;
      try {
        const hash = await readHash(deps, entry, text);
        if (hash) await saveHash(deps, entry, hash);
      } catch (error) {
        await deps.problems.show(error, basename(entry.path), entry.path);
      }
    },
  };
}

async function askHash({ dialogs, baseUrl }: HashDeps, entry: ModelEntry): Promise<string | undefined> {
  const { parseHash } = await import('../../../core/civitai/typedHash');
  const { parseReference, referenceFault } = await import('../../../core/civitai/reference');
  return dialogs.input({
    title: l10n.t('Edit hash of {0}', basename(entry.path)),
    prompt: l10n.t(
      'A SHA-256, AutoV1, AutoV2 or AutoV3, MODEL @ VERSION, or the address of the model on Civitai.',
    ),
    placeHolder: 'civitai: 2131974 @ 2411703',
    value: shownHash(entry) ?? '',
    validate: (text) => {
      if (text.trim() === '') return l10n.t('Hash cannot be empty');
      const url = baseUrl();
      if (parseHash(text, undefined, url) ?? addressOf(parseReference(text, url))) return undefined;
      const wrong = l10n.t('A SHA-256 has 64 characters (0 to 9, a to f), an AutoV1 8, an AutoV2 10, an AutoV3 12. Or write MODEL @ VERSION, for example 2131974 @ 2411703, or paste the URL of the model.'); // prettier-ignore
      return referenceFault(text, wrong, url);
    },
  });
}

/** What Civitai can complete; a bare number may be the id of anything. */
const addressOf = (reference: CivitaiReference | undefined): CivitaiReference | undefined =>
  reference?.modelId === undefined ? reference : undefined;

/** The hash that a text is, or that Civitai says of what it names. */
async function readHash(deps: HashDeps, entry: ModelEntry, text: string): Promise<ParsedHash | undefined> {
  const { parseHash } = await import('../../../core/civitai/typedHash');
  const { parseReference } = await import('../../../core/civitai/reference');
  const hash = parseHash(text, undefined, deps.baseUrl());
  const reference = addressOf(parseReference(text, deps.baseUrl()));
  return hash ?? (reference && lookUp(deps, entry, reference));
}

async function lookUp(
  deps: HashDeps,
  entry: ModelEntry,
  reference: CivitaiReference,
): Promise<ParsedHash | undefined> {
  const { referredVersions } = await import('../../../core/civitai/referredVersions');
  const { civitaiHash } = await import('../../../core/civitai/hashFormats');
  const versions = await deps.jobs.run({
    title: l10n.t('Asking Civitai…'),
    what: basename(entry.path),
    path: entry.path,
    work: async ({ signal }) => referredVersions(await deps.civitai(), reference, signal),
  });
  const known = versions?.filter(({ modelId }) => modelId !== undefined) ?? [];
  if (versions && known.length === 0) {
    await deps.dialogs.info(
      l10n.t('Civitai names no model there. {0} stays as it was.', basename(entry.path)),
    );
  }
  const only = known.length === 1 ? known[0] : undefined;
  const chosen = known.length > 1 ? await chooseVersion(deps, entry, known) : undefined;
  return civitaiHash(only?.modelId ?? chosen?.modelId, only?.id ?? chosen?.versionId);
}

async function saveHash(
  { models, dialogs, changes }: HashDeps,
  entry: ModelEntry,
  hash: ParsedHash,
): Promise<void> {
  await (await changes()).setHash(entry.path, hash);
  const library = await models.ready();
  await library.reload(entry.path);
  dialogs.status(`$(check) ${l10n.t('Hash saved: {0}', hash.display)}`, STATUS_MS);
}
