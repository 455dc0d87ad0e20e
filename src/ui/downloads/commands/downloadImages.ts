import * as l10n from '@vscode/l10n';
import { parseImageId, parseReference, parseUsername, referenceFault } from '../../../core/civitai/reference';
import { isIndirect } from '../../../core/civitai/referredVersions';
import { IMAGES_TASK, type ImagesPayload } from '../../../core/downloads/queue/payloads';
import { USUAL_LIMIT, type ImageBatch, type Whose } from '../../../core/images/imageBatch';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { modelName } from '../../../core/models/view/modelText';
import { pickModel } from '../../models/commands/pickModels';
import type { DownloadsFeature } from '../feature';
import { askQuery } from './imageFilter';
import { needsFolder } from './needsFolder';

/** What is downloaded, and what it is called in the list of downloads. */
interface Wanted {
  readonly batch: ImageBatch;
  readonly title: string;
  /** How many at most; undefined for what is usual for the batch. */
  readonly limit?: number | undefined;
}

/** Asks which images are wanted, and puts them in the queue. @param args as VS Code passes them: a row, or nothing */
export async function downloadImages(feature: DownloadsFeature, args: readonly unknown[]): Promise<void> {
  const settings = feature.settings.images();
  if (!settings) return needsFolder(feature.dialogs, 'diffusionWorkbench.images.outputPath');
  const wanted = args[0] === undefined ? await askWhich(feature) : await ofModel(feature, args);
  if (!wanted) return;
  const { batch, title, limit = USUAL_LIMIT[batch.kind] } = wanted;
  const payload: ImagesPayload = { batch, settings: { ...settings, limit } };
  await feature.add({ title, kind: IMAGES_TASK, payload });
}

async function askWhich(feature: DownloadsFeature): Promise<Wanted | undefined> {
  const { dialogs } = feature;
  const choices = [
    { label: l10n.t('Of a model of the library…'), ask: () => ofModel(feature, []) },
    { label: l10n.t('Of a model or version on Civitai…'), ask: () => ofReference(feature) },
    { label: l10n.t('Of a creator…'), description: l10n.t('the {0} newest ones, or as many as you say', USUAL_LIMIT.creator), ask: () => ofCreator(feature) }, // prettier-ignore
    { label: l10n.t('By a filter…'), description: l10n.t('newest, most liked, by tags, base model, …'), ask: () => ofFilter(feature) }, // prettier-ignore
    { label: l10n.t('A single image…'), ask: () => ofImage(feature) },
  ];
  const picked = await dialogs.pick(choices, { title: l10n.t('Download which example images?') });
  return picked?.ask();
}

async function ofModel(feature: DownloadsFeature, args: readonly unknown[]): Promise<Wanted | undefined> {
  const entry = await pickModel(feature, args, {
    title: l10n.t('Example images of which model?'),
    none: l10n.t('No model is linked to Civitai yet. Annotate the models first.'),
    fits: isLinked,
  });
  const { civitai_model_id: modelId, civitai_version_id: versionId } = entry?.sidecar ?? {};
  return entry && chooseExtent(feature, modelName(entry), modelId, versionId);
}

const isLinked = ({ sidecar }: ModelEntry): boolean =>
  (sidecar?.civitai_model_id ?? sidecar?.civitai_version_id) !== undefined;

async function ofReference(feature: DownloadsFeature): Promise<Wanted | undefined> {
  const read = (typed: string) => {
    const reference = parseReference(typed, feature.baseUrl());
    return reference && !isIndirect(reference) ? reference : undefined;
  };
  const wrong = l10n.t('This is not a Civitai URL, a model ID or urn:air:…');
  const text = await feature.dialogs.input({
    title: l10n.t('Example Images of a Model'),
    prompt: l10n.t('A Civitai URL, a model ID or urn:air:…'),
    validate: (typed) => (read(typed) ? undefined : referenceFault(typed, wrong, feature.baseUrl())),
  });
  const reference = text === undefined ? undefined : read(text);
  if (text === undefined || !reference) return undefined;
  return chooseExtent(feature, text.trim(), reference.modelId, reference.versionId);
}

/** This version or all of them, the creator's own images or also those of others. */
async function chooseExtent(
  { dialogs }: DownloadsFeature,
  name: string,
  modelId: number | undefined,
  versionId: number | undefined,
): Promise<Wanted | undefined> {
  const extents: readonly { label: string; description: string; batch: ImageBatch }[] = (
    ['creator', 'everyone'] as const
  ).flatMap((whose: Whose) => {
    const description = whose === 'creator' ? l10n.t("the creator's own") : l10n.t('also those of others, with their names'); // prettier-ignore
    return [
      ...(versionId === undefined ? [] : [{ label: l10n.t('Of this version'), description, batch: { kind: 'version' as const, versionId, whose } }]), // prettier-ignore
      ...(modelId === undefined ? [] : [{ label: l10n.t('Of all versions'), description, batch: { kind: 'model' as const, modelId, whose } }]), // prettier-ignore
    ];
  });
  const picked = await dialogs.pick(extents, { title: l10n.t('Which example images of {0}?', name) });
  return picked && { batch: picked.batch, title: l10n.t('Example images of {0}', name) };
}

async function ofCreator(feature: DownloadsFeature): Promise<Wanted | undefined> {
  const read = (typed: string) => parseUsername(typed, feature.baseUrl());
  const wrong = l10n.t('Type the name of a user of Civitai, or the address of the profile.');
  const text = await feature.dialogs.input({
    title: l10n.t('Example Images of a Creator'),
    prompt: wrong,
    placeHolder: 'https://civitai.com/user/NAME',
    validate: (typed) =>
      read(typed) === undefined ? referenceFault(typed, wrong, feature.baseUrl()) : undefined,
  });
  const username = text === undefined ? undefined : read(text);
  const limit = username === undefined ? undefined : await askLimit(feature, USUAL_LIMIT.creator);
  if (username === undefined || limit === undefined) return undefined;
  return { batch: { kind: 'creator', username }, title: l10n.t('Example images of {0}', username), limit };
}

async function ofFilter(feature: DownloadsFeature): Promise<Wanted | undefined> {
  const query = await askQuery(feature.dialogs);
  const limit = query && (await askLimit(feature, USUAL_LIMIT.query));
  return query && limit !== undefined
    ? { batch: { kind: 'query', query }, title: l10n.t('Example images by a filter'), limit }
    : undefined;
}

async function ofImage(feature: DownloadsFeature): Promise<Wanted | undefined> {
  const read = (typed: string) => parseImageId(typed, feature.baseUrl());
  const wrong = l10n.t('Type the ID of an image, or its address.');
  const text = await feature.dialogs.input({
    title: l10n.t('Example Image'),
    prompt: wrong,
    placeHolder: 'https://civitai.com/images/123456',
    validate: (typed) =>
      read(typed) === undefined ? referenceFault(typed, wrong, feature.baseUrl()) : undefined,
  });
  const imageId = text === undefined ? undefined : read(text);
  return imageId === undefined ? undefined : { batch: { kind: 'image', imageId }, title: l10n.t('Image {0}', imageId) }; // prettier-ignore
}

async function askLimit({ dialogs }: DownloadsFeature, usual: number): Promise<number | undefined> {
  const isCount = (text: string) => /^\s*\d{1,9}\s*$/.test(text);
  const text = await dialogs.input({
    title: l10n.t('How Many Images'),
    prompt: l10n.t('How many at most; 0 for all.'),
    value: String(usual),
    validate: (typed) => (isCount(typed) ? undefined : l10n.t('Type a whole number, 0 or more.')),
  });
  return text === undefined ? undefined : Number(text);
}
