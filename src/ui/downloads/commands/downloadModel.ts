import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { chooseFile, modelFilesOf, sha256In } from '../../../core/downloads/chooseFile';
import { MODEL_TASK, type ModelPayload } from '../../../core/downloads/queue/payloads';
import { namedFolder, usualFolders } from '../../../core/downloads/typeFolder';
import { parseReference, referenceFault, type CivitaiReference } from '../../../core/civitai/reference';
import { isIndirect, referredVersions } from '../../../core/civitai/referredVersions';
import type { CivitaiModel, ModelVersion, VersionFile } from '../../../core/civitai/schemas';
import { fileBytes } from '../../../core/civitai/versionFiles';
import { Problem } from '../../../core/problem/problem';
import { formatBytes } from '../../../core/text/amounts';
import { noVersion } from '../../../core/downloads/downloadVersion';
import { noModel } from '../../../core/images/imageBatch';
import type { DownloadsFeature } from '../feature';

/** Asks what is to be downloaded, and puts it in the queue. */
export async function downloadModel(feature: DownloadsFeature): Promise<void> {
  const text = await feature.dialogs.input({
    title: l10n.t('Download a Model'),
    prompt: l10n.t('A Civitai URL (also of an image or a post), a model ID, a hash or urn:air:…'),
    placeHolder: 'https://civitai.com/models/123456?modelVersionId=789012',
    validate: (typed) =>
      parseReference(typed, feature.baseUrl())
        ? undefined
        : referenceFault(
            typed,
            l10n.t('This is not a Civitai URL, a model ID or urn:air:…'),
            feature.baseUrl(),
          ),
  });
  const reference = text === undefined ? undefined : parseReference(text, feature.baseUrl());
  if (reference) await downloadReference(feature, reference);
}

/** Downloads what an address stands for: asks for what it leaves open. */
export async function downloadReference(
  feature: DownloadsFeature,
  reference: CivitaiReference,
): Promise<void> {
  const { modelId, versionId, fileId } = reference;
  const chosen =
    versionId ??
    (modelId === undefined
      ? await chooseReferred(feature, reference)
      : await chooseVersion(feature, modelId));
  const version = chosen === undefined ? undefined : await lookUp(feature, chosen);
  if (!version) return;
  const file = await chooseVersionFile(feature, version, fileId);
  if (!file || (await isThere(feature, file))) return;
  const folder = await folderFor(feature, version.model?.type ?? 'Other');
  if (folder === undefined) return;
  const images = feature.settings.withExampleImages() ? feature.settings.images() : undefined;
  const payload: ModelPayload = { versionId: version.id ?? 0, fileId: file.id, folder, images };
  await feature.add({ title: titleOf(version), kind: MODEL_TASK, payload });
}

/** Which of the versions that an image, a post or a hash leads to. */
async function chooseReferred(
  feature: DownloadsFeature,
  reference: CivitaiReference,
): Promise<number | undefined> {
  if (!isIndirect(reference)) return undefined;
  const versions = await ask(feature, async (client, signal) => {
    const found = await referredVersions(client, reference, signal);
    if (found.length === 0) throw namesNoModel();
    return found;
  });
  if (!versions || versions.length < 2) return versions?.[0]?.id;
  const choices = versions.map((version) => ({
    label: titleOf(version),
    description: describe(feature, version),
    id: version.id,
  }));
  return (await feature.dialogs.pick(choices, { title: l10n.t('Download which of these models?') }))?.id;
}

const namesNoModel = (): Problem =>
  new Problem(
    'not_found',
    l10n.t('Civitai names no model there.'),
    l10n.t('Paste the address of the model itself.'),
  );

const describe = (feature: DownloadsFeature, version: ModelVersion): string =>
  [version.baseModel, sizeOf(version), isInLibrary(feature, version) ? l10n.t('in the library') : undefined].filter((part) => part !== undefined).join(' · '); // prettier-ignore

const titleOf = ({ id, name, model }: ModelVersion): string =>
  [model?.name, name].filter((part) => part !== undefined && part !== '').join(' · ') || String(id);

function ask<T>(
  { jobs, civitai }: DownloadsFeature,
  question: (client: Awaited<ReturnType<typeof civitai>>, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  // prettier-ignore
  return jobs.run({
    title: l10n.t('Asking Civitai…'),
    what: 'Civitai',
    work: async ({ signal }) => question(await civitai(), signal),
  });
}

const lookUp = (feature: DownloadsFeature, versionId: number): Promise<ModelVersion | undefined> =>
  ask(feature, async (client, signal) => {
    const version = await client.version(versionId, signal);
    if (!version) throw noVersion(versionId);
    return version;
  });

/** Which version of a model; the newest one stands first. */
export async function chooseVersion(feature: DownloadsFeature, modelId: number): Promise<number | undefined> {
  const model = await ask(feature, async (client, signal) => {
    const found = await client.model(modelId, signal);
    if (!found) throw noModel(modelId);
    return found;
  });
  if (!model) return undefined;
  const versions = (model.modelVersions ?? []).filter(({ id }) => id !== undefined);
  if (versions.length < 2) return versions[0]?.id;
  const choices = versions.map((version) => ({
    label: version.name ?? String(version.id),
    description: describe(feature, version),
    id: version.id,
  }));
  const title = l10n.t('Download which version of {0}?', nameOf(model));
  return (await feature.dialogs.pick(choices, { title }))?.id;
}

const nameOf = ({ name, id }: CivitaiModel): string => name ?? String(id);

const sizeOf = (version: ModelVersion): string | undefined => {
  const [file] = modelFilesOf(version);
  const bytes = file && fileBytes(file);
  return bytes === undefined ? undefined : formatBytes(bytes);
};

const isInLibrary = ({ models }: DownloadsFeature, version: ModelVersion): boolean =>
  models.entries().some(({ sidecar }) => sidecar?.civitai_version_id !== undefined && sidecar.civitai_version_id === version.id); // prettier-ignore

/** Which file of a version, where there are several that are models. */
async function chooseVersionFile(
  { dialogs }: DownloadsFeature,
  version: ModelVersion,
  fileId: number | undefined,
): Promise<VersionFile | undefined> {
  const files = modelFilesOf(version);
  if (fileId !== undefined || files.length < 2) return chooseFile(version, { fileId });
  const choices = files.map((file) => {
    const { format, fp, size } = file.metadata ?? {};
    const bytes = fileBytes(file);
    return {
      label: file.name ?? String(file.id),
      description: [format, fp, size, bytes === undefined ? undefined : formatBytes(bytes)].filter((fact) => fact != null).join(' · '), // prettier-ignore
      ...(file.primary === true && { detail: l10n.t('the one that Civitai downloads') }),
      file,
    };
  });
  // What Civitai itself would download is the usual choice.
  choices.sort((one, other) => Number(other.file.primary === true) - Number(one.file.primary === true));
  return (await dialogs.pick(choices, { title: l10n.t('Download which file of {0}?', titleOf(version)) }))
    ?.file;
}

/** Whether the very file is in the library already, and the user wants no second one. */
async function isThere({ models, dialogs, details }: DownloadsFeature, file: VersionFile): Promise<boolean> {
  await models.ready();
  const sha256 = sha256In(file);
  const known = sha256 === undefined ? undefined : models.entries().find((entry) => entry.sha256 === sha256);
  if (!known) return false;
  const [show, again] = [l10n.t('Show Details'), l10n.t('Download Again')];
  const answer = await dialogs.info(l10n.t('This file is in the library already: {0}.', basename(known.path)), show, again); // prettier-ignore
  if (answer === show) details.show(known.path);
  return answer !== again;
}

/** The folder for a type of models: that of the settings, else the user is asked, once for each type. */
async function folderFor(feature: DownloadsFeature, type: string): Promise<string | undefined> {
  const { dialogs, settings, models } = feature;
  const named = namedFolder(settings.typeFolders(), type);
  if (named !== undefined) return named;
  const other = { label: l10n.t('Another folder…'), folder: undefined };
  const usual = usualFolders(models.entries(), type).map((folder, index) => ({
    label: feature.folderText(folder),
    ...(index === 0 && { description: l10n.t('holds most of this type') }),
    folder,
  }));
  const title = l10n.t('Where do models of type {0} go?', type);
  const picked = await dialogs.pick([...usual, other], { title, placeHolder: l10n.t('Asked once; the setting downloads.folders keeps it') }); // prettier-ignore
  if (!picked) return undefined;
  const folder =
    picked.folder ?? (await dialogs.openFolders({ title, openLabel: l10n.t('Download Here') }))[0];
  if (folder !== undefined) await settings.setTypeFolder(type, folder);
  return folder;
}
