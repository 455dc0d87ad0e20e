import * as l10n from '@vscode/l10n';
import { basename } from 'node:path/win32';
import { isHtml } from '../../../text/htmlWords';
import { stemOf } from '../../modelFile';
import { civitaiBaseModel } from '../baseModelNames';
import type { EditableField, EditableValues } from '../fields';
import { present } from '../present';
import { saysTheSame } from '../sameWords';
import { notRecognised, ofOtherModel } from './notices';
import { foldedName, isSameName } from './siblings';
import type { ForeignContext, ForeignFormat, ToolReading } from './types';
import { asId, asObject, asSha256, asText, asTexts, asWeight, presentValues } from './values';

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
    const isOther = typeof value.size === 'number' && value.size > 0 && value.size !== context.size;
    return isOther
      ? withoutIdentity(value, context)
      : { metadata: { identity: identity(value), ...fields(value, context) } };
  },
};

function identity(value: Json) {
  const civitai = asObject(value.civitai);
  const model = asObject(civitai.model);
  return present({
    modelId: asId(civitai.modelId),
    versionId: asId(civitai.id),
    modelName: asText(model.name),
    versionName: asText(civitai.name),
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
    trigger_words: asTexts(civitai.trainedWords) ?? asTexts(value.trainedWords),
    description: asText(value.modelDescription),
    notes: asText(value.notes),
    base_model: baseModel(value.base_model, civitai.baseModel),
    preferred_weight: strength(value.usage_tips),
    tags: asTexts(value.tags),
  });
  const picture = asText(value.preview_url);
  return { values, typed: typedFields(values, civitai), pictures: picture === undefined ? [] : [picture] };
}

/** What the user typed: all but base models where nothing was fetched, else what is not as it was downloaded. */
function typedFields(values: EditableValues, civitai: Json): EditableField[] {
  const page = asObject(civitai.model);
  const downloaded: EditableValues = presentValues({
    name: asText(page.name),
    // Civitai's descriptions are HTML. Old versions of Lora Manager keep no copy of what they downloaded.
    description:
      asText(page.description) ?? (isHtml(values.description ?? '') ? values.description : undefined),
    tags: asTexts(page.tags),
  });
  const isFetched = asId(civitai.id) !== undefined;
  const checked = (['name', 'description', 'tags'] as const).filter(
    (field) => !isFetched || !saysTheSame(field, values[field], downloaded[field]),
  );
  return ['notes', 'preferred_weight', 'trigger_words', ...checked];
}

/** Until Lora Manager has asked Civitai, it calls a model like its file. */
function ownName(value: Json, { model }: ForeignContext): string | undefined {
  const name = asText(value.model_name);
  const guesses = [stemOf(model), asText(value.file_name), stemOf(basename(asText(value.file_path) ?? ''))];
  const isGuess = guesses.some((guess) => guess !== undefined && isSameName(guess, name ?? ''));
  return isGuess ? undefined : name;
}

function baseModel(value: unknown, fetched: unknown): string | undefined {
  const name = asText(value);
  return name !== undefined && name === asText(fetched) ? name : civitaiBaseModel(name);
}

function strength(tips: unknown): number | undefined {
  if (typeof tips === 'object') return asWeight(asObject(tips).strength);
  try {
    return asWeight(asObject(JSON.parse(asText(tips) ?? '{}')).strength);
  } catch {
    return undefined;
  }
}
