import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CivitaiReference } from '../../../core/civitai/reference';
import type { ModelVersion } from '../../../core/civitai/schemas';
import { noticeText } from '../../../core/text/noticeText';
import type { FetchOutcome } from '../../../core/models/identify/types';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { Sidecar } from '../../../core/models/sidecar/fields';
import { modelName } from '../../../core/models/view/modelText';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { abortSignal } from '../../platform/cancel';
import { showProblem } from '../../platform/problems';
import type { ModelsFeature } from '../feature';
import { pickModel } from './pickModels';

const STATUS_MS = 5000;

/** Fetch: by hash where nothing is typed, else the version that an address, a model id or an AIR names. */
export function fetchCommand(feature: ModelsFeature): CommandHandlers<'diffusionWorkbench.models.fetch'> {
  return {
    'diffusionWorkbench.models.fetch': async (...args) => {
      const entry = await pickModel(feature.models, args, {
        title: vscode.l10n.t('Fetch which model from Civitai?'),
      });
      if (!entry) return;
      const text = await askReference(entry);
      if (text === undefined) return;
      const { parseReference } = await import('../../../core/civitai/reference');
      await fetchModel(feature, entry, parseReference(text));
    },
  };
}

/**
 * Fetches a model with a progress that can be cancelled, asks where several versions fit, and tells what came of it.
 * @param reference what the person named; undefined looks the file up by its hash
 */
export async function fetchModel(
  feature: ModelsFeature,
  entry: ModelEntry,
  reference: CivitaiReference | undefined,
): Promise<void> {
  const name = basename(entry.path);
  try {
    void feature.tokenCheck.once();
    let outcome = await fetchWithProgress(feature, entry, reference);
    if (outcome.kind === 'choose') {
      const chosen = await chooseVersion(entry, outcome.candidates);
      if (!chosen) return;
      outcome = await fetchWithProgress(feature, entry, chosen);
    }
    if (outcome.kind === 'saved') await tellSaved(feature, entry, outcome.sidecar);
    else await tellNotFound(entry, reference);
  } catch (error) {
    await showProblem(error, name, feature.log, entry.path);
  } finally {
    await feature.models.reload(entry.path);
  }
}

async function askReference(entry: ModelEntry): Promise<string | undefined> {
  const { parseReference } = await import('../../../core/civitai/reference');
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Fetch {0} from Civitai', basename(entry.path)),
    prompt: vscode.l10n.t(
      'A Civitai URL, a model ID or urn:air:… Leave it empty to look the file up by its hash.',
    ),
    placeHolder: 'https://civitai.com/models/123456?modelVersionId=789012',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || parseReference(text)
        ? undefined
        : vscode.l10n.t('This is not a Civitai URL, a model ID or urn:air:…'),
  });
}

async function fetchWithProgress(
  { models, services }: ModelsFeature,
  entry: ModelEntry,
  reference: CivitaiReference | undefined,
): Promise<FetchOutcome> {
  await models.ready();
  const { annotator } = await services.models();
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Fetching {0} from Civitai…', noticeText(basename(entry.path))),
      cancellable: true,
    },
    (_progress, token) => {
      const signal = abortSignal(token);
      return reference
        ? annotator.link(entry.path, reference, signal)
        : annotator.fetchByHash(entry.path, signal);
    },
  );
}

async function chooseVersion(
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
        ? `$(check) ${vscode.l10n.t('has a file of exactly this size')}`
        : vscode.l10n.t('no file of this size'),
      sameSize,
      version,
    };
  });
  const picked = await vscode.window.showQuickPick(
    items.sort((a, b) => Number(b.sameSize) - Number(a.sameSize)),
    {
      title: vscode.l10n.t('Which version is {0}?', basename(entry.path)),
      matchOnDescription: true,
      ignoreFocusOut: true,
    },
  );
  if (picked?.version.id === undefined) return undefined;
  const { id: versionId, modelId } = picked.version;
  return { versionId, ...(modelId !== undefined && { modelId }) };
}

async function tellSaved(feature: ModelsFeature, entry: ModelEntry, sidecar: Sidecar): Promise<void> {
  const name = noticeText(modelName({ ...entry, sidecar }));
  const offers = Object.keys(sidecar.civitai_offers ?? {}).map(fieldName);
  if (offers.length === 0) {
    vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Fetched {0}', name)}`, STATUS_MS);
    return;
  }
  const show = vscode.l10n.t('Show Details');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Fetched {0}. What you typed is kept; Civitai has other values for: {1}',
      name,
      offers.join(', '),
    ),
    show,
  );
  if (chosen === show) feature.details.show(entry.path);
}

/** What a person calls a field of the sidecar. */
function fieldName(field: string): string {
  const names: Readonly<Record<string, string>> = {
    name: vscode.l10n.t('name'),
    trigger_words: vscode.l10n.t('trigger words'),
    description: vscode.l10n.t('description'),
    base_model: vscode.l10n.t('base model'),
    tags: vscode.l10n.t('tags'),
  };
  return names[field] ?? field;
}

async function tellNotFound(entry: ModelEntry, reference: CivitaiReference | undefined): Promise<void> {
  const name = noticeText(basename(entry.path));
  const again = vscode.l10n.t('Enter a URL…');
  const chosen = await vscode.window.showInformationMessage(
    reference
      ? vscode.l10n.t('Civitai has no such model or version. {0} stays as it was.', name)
      : vscode.l10n.t('Civitai does not know {0}. If you know its page, enter the URL.', name),
    again,
  );
  if (chosen === again) await vscode.commands.executeCommand('diffusionWorkbench.models.fetch', entry.path);
}
