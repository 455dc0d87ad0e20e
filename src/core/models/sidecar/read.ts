import * as v from 'valibot';
import { EDITABLE_FIELDS, type Sidecar } from './fields';

/** A sidecar may have been edited by anybody: a key of a wrong type counts as absent, and stays in the file. */
const key = <T>(schema: v.GenericSchema<unknown, T>) => v.fallback(v.optional(schema), undefined);

const text = key(v.string());
const id = key(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));
const number = key(v.pipe(v.number(), v.finite()));
const texts = key(v.array(v.string()));

const hex = (digits: number, upper: boolean) =>
  key(
    v.pipe(
      v.string(),
      v.regex(new RegExp(`^[0-9a-f]{${digits}}$`, 'i')),
      v.transform((hash) => (upper ? hash.toUpperCase() : hash.toLowerCase())),
    ),
  );

const editable = {
  name: text,
  trigger_words: texts,
  description: text,
  notes: text,
  base_model: text,
  preferred_weight: number,
  tags: texts,
};

const source = v.picklist([
  'user',
  'civitai',
  'file',
  'lora-manager',
  'stability-matrix',
  'civitai-helper',
  'a1111',
  'swarmui',
]);

/** Every key of a sidecar, in the order in which a new one is written. */
const sidecarSchema = v.object({
  hash: text,
  hash_type: key(v.picklist(['AUTOV2', 'SHA256', 'civitai', 'legacy'])),
  hash_source: key(v.literal('user')),
  hash_autov2: hex(10, true),
  hash_sha256: hex(64, false),
  hash_autov3: hex(12, false),
  rewritten_sha256: hex(64, false),
  civitai_model_id: id,
  civitai_version_id: id,
  civitai_name: text,
  civitai_version_name: text,
  civitai_type: text,
  model_type: text,
  name: editable.name,
  base_model: editable.base_model,
  preview_path: text,
  preview_url: text,
  trigger_words: editable.trigger_words,
  tags: editable.tags,
  description: editable.description,
  notes: editable.notes,
  preferred_weight: editable.preferred_weight,
  nsfw_level: number,
  download_urls: texts,
  file_info: key(v.object({ id, name: text, sizeKB: number, downloadUrl: text })),
  identified_by: key(v.picklist(['sha256', 'header', 'user', 'adopted'])),
  civitai_state: key(v.picklist(['found', 'not_found', 'gone'])),
  civitai_checked_at: text,
  civitai_candidates: key(
    v.array(
      v.object({
        model_id: v.pipe(v.number(), v.safeInteger()),
        version_id: v.pipe(v.number(), v.safeInteger()),
      }),
    ),
  ),
  field_sources: key(v.object(Object.fromEntries(EDITABLE_FIELDS.map((field) => [field, key(source)])))),
  civitai_offers: key(v.object(editable)),
  last_updated: text,
});

/** The keys of a sidecar in the order in which a new one is written. */
export const SIDECAR_KEYS = Object.keys(sidecarSchema.entries) as readonly (keyof Sidecar)[];

/** What a parsed sidecar says, without what has a wrong type. */
export function toSidecar(value: Readonly<Record<string, unknown>>): Sidecar {
  return withoutUndefined(v.parse(sidecarSchema, value));
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]: [string, unknown]) => {
      if (entry === undefined) return [];
      const nested = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
      return [[name, nested ? withoutUndefined(entry) : entry]];
    }),
  );
}
