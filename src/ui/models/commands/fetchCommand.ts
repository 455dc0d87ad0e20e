import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { CivitaiReference } from '../../../core/civitai/reference';
import type { ModelVersion } from '../../../core/civitai/schemas';
import type { Annotator } from '../../../core/models/identify/annotator';
import type { FetchOutcome } from '../../../core/models/identify/types';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Jobs } from '../../platform/job';
import type { TokenCheck } from '../identify/tokenCheck';
import { pickModel, type PickDeps } from './pickModels';

const STATUS_MS = 5000;

export interface FetchDeps extends PickDeps {
  readonly jobs: Jobs;
  readonly tokenCheck: Pick<TokenCheck, 'once'>;
  /** Of the API that is asked. */
  readonly baseUrl: () => string;
  readonly annotator: () => Promise<Pick<Annotator, 'link' | 'fetchByHash'>>;
  readonly details: { show(path: string): unknown };
}

/** Fetch: by hash where nothing is typed, else the version that an address, an id or a hash stands for. */
export function fetchCommand(deps: FetchDeps): CommandHandlers<'diffusionWorkbench.models.fetch'> {
  return {
    'diffusionWorkbench.models.fetch': async (...args) => {
      const title = l10n.t('Fetch which model from Civitai?');
      const entry = await pickModel(deps, args, { title });
      if (!entry) return;
      const text = await askReference(deps, entry);
      if (text === undefined) return;
      const { parseReference } = await import('../../../core/civitai/reference');
      await fetchModel(deps, entry, parseReference(text, deps.baseUrl()));
    },
  };
}

/**
 * Fetches a model with a progress that can be cancelled, asks where several versions fit, and shows the result.
 * @param reference what the user typed; undefined looks the file up by its hash
 */
export async function fetchModel(
  deps: FetchDeps,
  entry: ModelEntry,
  reference: CivitaiReference | undefined,
): Promise<void> {
  void deps.tokenCheck.once();
  let outcome = await fetchWithProgress(deps, entry, reference);
  let chosen = reference;
  if (outcome?.kind === 'choose') {
    chosen = await chooseVersion(deps, entry, outcome.candidates);
    outcome = chosen && (await fetchWithProgress(deps, entry, chosen));
  }
  if (outcome?.kind === 'doubtful') {
    const link = await confirmDoubts(deps, entry, outcome);
    outcome = link && chosen ? await fetchWithProgress(deps, entry, chosen, true) : undefined;
  }
  // Whatever came of it: the sidecar may be another now. The row shows it before the user is told.
  await (await deps.models.ready()).reload(entry.path);
  if (outcome?.kind === 'saved') await tellSaved(deps, entry, outcome);
  else if (outcome?.kind === 'not_found') await tellNotFound(deps, entry, reference);
}

async function askReference({ dialogs, baseUrl }: FetchDeps, entry: ModelEntry): Promise<string | undefined> {
  const { parseReference, referenceFault } = await import('../../../core/civitai/reference');
  return dialogs.input({
    title: l10n.t('Fetch {0} from Civitai', basename(entry.path)),
    prompt: l10n.t('A Civitai URL (also of an image or a post), a model ID, a hash or urn:air:… Leave it empty to look the file up by its own hash.'), // prettier-ignore
    placeHolder: 'https://civitai.com/models/123456?modelVersionId=789012',
    validate: (text) =>
      text.trim() === '' || parseReference(text, baseUrl())
        ? undefined
        : referenceFault(text, l10n.t('This is not a Civitai URL, a model ID or urn:air:…'), baseUrl()),
  });
}

function fetchWithProgress(
  { annotator, jobs, models }: FetchDeps,
  { path }: ModelEntry,
  reference: CivitaiReference | undefined,
  force = false,
): Promise<FetchOutcome | undefined> {
  return jobs.run({
    title: l10n.t('Fetching {0} from Civitai…', basename(path)),
    what: basename(path),
    path,
    work: async ({ signal, onProgress }) => {
      await models.ready();
      const asked = await annotator();
      return reference
        ? asked.link(path, reference, { signal, onProgress, force })
        : asked.fetchByHash(path, { signal, onProgress });
    },
  });
}

/** Asks whether to link a model to a version that something speaks against. */
async function confirmDoubts(
  { dialogs }: FetchDeps,
  entry: ModelEntry,
  { version, doubts }: Extract<FetchOutcome, { kind: 'doubtful' }>,
): Promise<boolean> {
  const link = l10n.t('Link');
  const name = [version.model?.name, version.name].filter(Boolean).join(' · ') || String(version.id);
  const chosen = await dialogs.confirm(
    l10n.t('Link {0} to {1}?', basename(entry.path), name),
    doubts.join(' '),
    link,
  );
  return chosen === link;
}

/** Asks which of several versions a model is; those that have a file of its size come first. */
export async function chooseVersion(
  { dialogs }: Pick<FetchDeps, 'dialogs'>,
  entry: ModelEntry,
  versions: readonly ModelVersion[],
): Promise<CivitaiReference | undefined> {
  const { fileBytes } = await import('../../../core/civitai/versionFiles');
  const items = versions.map((version) => {
    const sameSize = (version.files ?? []).some((file) => fileBytes(file) === entry.size);
    return {
      label: [version.model?.name, version.name].filter(Boolean).join(' · ') || String(version.id),
      description: version.baseModel ?? '',
      detail: sameSize
        ? `$(check) ${l10n.t('has a file of exactly this size')}`
        : l10n.t('no file of this size'),
      sameSize,
      version,
    };
  });
  const picked = await dialogs.pick(
    items.sort((a, b) => Number(b.sameSize) - Number(a.sameSize)),
    { title: l10n.t('Which version is {0}?', basename(entry.path)), ignoreFocusOut: true },
  );
  if (picked?.version.id === undefined) return undefined;
  const { id: versionId, modelId } = picked.version;
  return { versionId, ...(modelId !== undefined && { modelId }) };
}

async function tellSaved(
  { dialogs, details }: FetchDeps,
  entry: ModelEntry,
  { sidecar, done }: Extract<FetchOutcome, { kind: 'saved' }>,
): Promise<void> {
  const { fetchedText } = await import('../../../core/models/view/fetchText');
  const name = sidecar.civitai_name ?? basename(entry.path);
  const offers = Object.keys(sidecar.civitai_offers ?? {}).map((field) => fieldName(field));
  const undo = l10n.t('Undo');
  if (offers.length === 0 && sidecar.identified_by !== 'user') {
    dialogs.status(`$(check) ${l10n.t('Fetched {0}: {1}', name, fetchedText(done))}`, STATUS_MS);
    return;
  }
  if (offers.length === 0) {
    const linked = await dialogs.info(
      l10n.t('{0} is linked to {1}: {2}.', basename(entry.path), name, fetchedText(done)),
      undo,
    );
    if (linked === undo) await dialogs.execute('diffusionWorkbench.models.undo');
    return;
  }
  const show = l10n.t('Show Details');
  const chosen = await dialogs.info(
    l10n.t('Fetched {0}. What you typed is kept; Civitai has other values for: {1}', name, offers.join(', ')),
    show,
    undo,
  );
  if (chosen === show) details.show(entry.path);
  if (chosen === undo) await dialogs.execute('diffusionWorkbench.models.undo');
}

/** What a user calls a field of the sidecar. */
function fieldName(field: string): string {
  const names: Readonly<Record<string, string>> = {
    name: l10n.t('name'),
    trigger_words: l10n.t('trigger words'),
    description: l10n.t('description'),
    base_model: l10n.t('base model'),
    tags: l10n.t('tags'),
  };
  return names[field] ?? field;
}

async function tellNotFound(
  { dialogs }: FetchDeps,
  entry: ModelEntry,
  reference: CivitaiReference | undefined,
): Promise<void> {
  const name = basename(entry.path);
  const again = l10n.t('Enter a URL…');
  const chosen = await dialogs.info(
    reference
      ? (reference.imageId ?? reference.postId) === undefined
        ? l10n.t('Civitai has no such model or version. {0} stays as it was.', name)
        : l10n.t('Civitai names no model there. {0} stays as it was.', name)
      : l10n.t('Civitai does not know {0}. If you know its page, enter the URL.', name),
    again,
  );
  if (chosen === again) await dialogs.execute('diffusionWorkbench.models.fetch', entry.path);
}
