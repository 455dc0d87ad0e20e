import * as l10n from '@vscode/l10n';
import { basename } from 'node:path/win32';
import { isHtml } from '../../../text/htmlWords';
import { stemOf } from '../../modelFile';
import { civitaiBaseModel, isCoarse } from '../baseModelNames';
import type { EditableField, EditableValues } from '../fields';
import { present } from '../present';
import { saysTheSame } from '../sameWords';
import { notRecognised, ofOtherModel, ofOtherSize } from './notices';
import { foldedName, isSameName } from './siblings';
import type { ForeignContext, ForeignFormat, ToolReading } from './types';
import { asId, asObject, asPhrases, asSha256, asTags, asText, asWeight, presentValues } from './values';

type Json = Readonly<Record<string, unknown>>;

/** ComfyUI-Lora-Manager's `foo.metadata.json`. Its `preview_url` is a local path; `usage_tips` is JSON in a string. */
export const loraManager: ForeignFormat = {
  source: 'lora-manager',
  suffix: '.metadata.json',
  // `foo.safetensors.metadata.json` is our own.
  wholeName: false,
  read(value, context) {
    // A sidecar of ours for a model `foo.metadata` would have the same name; theirs always has a `file_path`.
    if ('hash_sha256' in value) return {};
    const path = asText(value.file_path);
    if (path === undefined) return { notice: notRecognised(context.file) };
    const of = basename(path);
    if (context.rival !== undefined && foldedName(of) === foldedName(context.rival)) {
      return { notice: ofOtherModel(context.file, of) };
    }
    return isOfOtherSize(value.size, context.size)
      ? withoutIdentity(value, context)
      : { metadata: { identity: identity(value), ...fields(value, context) } };
  },
};

/** Lora Manager computes the size of what it downloads from Civitai's KiB, which may be rounded. */
function isOfOtherSize(size: unknown, actual: number): boolean {
  if (typeof size !== 'number' || size <= 0) return false;
  return Number.isInteger(size) ? size !== actual : Math.abs(size - actual) >= 1024;
}

function identity(value: Json) {
  const civitai = asObject(value.civitai);
  const model = asObject(civitai.model);
  return present({
    modelId: asId(civitai.modelId),
    versionId: asId(civitai.id),
    modelName: asText(model.name),
    versionName: asText(civitai.name),
    creator: asText(asObject(civitai.creator).username),
    type: asText(model.type),
    sha256: asSha256(value.sha256),
  });
}

/** Only what the user typed is true of a file of another size: its header may have been edited since. */
function withoutIdentity(value: Json, context: ForeignContext): ToolReading {
  const { values, typed, pictures } = fields(value, context);
  const own = Object.fromEntries(
    Object.entries(values).filter(([field]) => typed.includes(field as EditableField)),
  );
  if (Object.keys(own).length === 0)
    return { metadata: { values: {}, pictures }, notice: ofOtherSize(context.file) };
  const notice = l10n.t(
    '{0} is of another file size: your own notes, weight and words in it were taken, what it says of the version was not.',
    context.file,
  );
  return { metadata: { values: own, typed, pictures }, notice };
}

function fields(value: Json, context: ForeignContext) {
  const civitai = asObject(value.civitai);
  const values = presentValues({
    name: ownName(value, context),
    trigger_words: asPhrases(civitai.trainedWords) ?? asPhrases(value.trainedWords),
    description: asText(value.modelDescription),
    notes: asText(value.notes),
    base_model: baseModel(value.base_model, civitai.baseModel),
    preferred_weight: strength(value.usage_tips),
    tags: asTags(value.tags),
  });
  const picture = asText(value.preview_url);
  return { values, typed: typedFields(values, value), pictures: picture === undefined ? [] : [picture] };
}

/** What the user typed: all but base models where nothing was fetched, else what is not as it was downloaded. */
function typedFields(values: EditableValues, value: Json): EditableField[] {
  // An agent of Lora Manager guesses words, tags and texts from a page of another site.
  if (asText(value.metadata_source)?.startsWith('agent:') === true)
    return ['name', 'notes', 'preferred_weight'];
  const civitai = asObject(value.civitai);
  const page = asObject(civitai.model);
  const downloaded: EditableValues = presentValues({
    name: asText(page.name),
    // Civitai's descriptions are HTML. Old versions of Lora Manager keep no copy of what they downloaded.
    description:
      asText(page.description) ?? (isHtml(values.description ?? '') ? values.description : undefined),
    tags: asTags(page.tags),
  });
  const isFetched = asId(civitai.id) !== undefined;
  const checked = (['name', 'description', 'tags'] as const).filter(
    (field) => !isFetched || !saysTheSame(field, values[field], downloaded[field]),
  );
  return ['notes', 'preferred_weight', 'trigger_words', ...checked];
}

/** Until Lora Manager has asked Civitai, it calls a model like its file, also when the file is renamed later. */
function ownName(value: Json, { model, header }: ForeignContext): string | undefined {
  const name = asText(value.model_name);
  const guesses = [
    stemOf(model),
    asText(value.file_name),
    stemOf(basename(asText(value.file_path) ?? '')),
    header?.outputName ?? header?.title,
  ];
  const isGuess = guesses.some((guess) => guess !== undefined && isSameName(guess, name ?? ''));
  return isGuess ? undefined : name;
}

/** Lora Manager has few names of its own for the base models that Civitai tells apart (`Pony` for `Pony V7`). */
function baseModel(value: unknown, civitai: unknown): string | undefined {
  const name = asText(value);
  const fetched = asText(civitai);
  const chosen = civitaiBaseModel(name);
  const isCoarser = chosen === undefined || isCoarse(chosen) || fetched?.startsWith(chosen) === true;
  return fetched !== undefined && (name === fetched || isCoarser) ? fetched : chosen;
}

function strength(tips: unknown): number | undefined {
  if (typeof tips === 'object') return asWeight(asObject(tips).strength);
  try {
    return asWeight(asObject(JSON.parse(asText(tips) ?? '{}')).strength);
  } catch {
    return undefined;
  }
}
