import * as v from 'valibot';
import type { Side } from './connection';

const text = v.string();
const optionalText = v.exactOptional(text);

/** A label and its value, as the page lists them. */
const labelledSchema = v.object({ label: text, value: text });

/** The fields of the form. The extension checks that they are the editable fields of a sidecar. */
export const DETAILS_FIELDS = [
  'name',
  'trigger_words',
  'description',
  'notes',
  'base_model',
  'preferred_weight',
  'negative_prompt',
  'tags',
] as const;
export type DetailsField = (typeof DETAILS_FIELDS)[number];
const fieldSchema = v.picklist(DETAILS_FIELDS);

const valuesSchema = v.object({
  name: optionalText,
  trigger_words: v.exactOptional(v.array(text)),
  description: optionalText,
  notes: optionalText,
  base_model: optionalText,
  preferred_weight: v.exactOptional(v.pipe(v.number(), v.finite())),
  negative_prompt: optionalText,
  tags: v.exactOptional(v.array(text)),
});
/** The values of the form's fields. */
export type DetailsValues = v.InferOutput<typeof valuesSchema>;

/** The fields that a user changed. `''`, `[]` and, for the weight, `null` mean that the value was removed. */
const editsSchema = v.object({
  ...valuesSchema.entries,
  preferred_weight: v.exactOptional(v.nullable(v.pipe(v.number(), v.minValue(-5), v.maxValue(5)))),
});
export type DetailsEdits = v.InferOutput<typeof editsSchema>;

const candidateSchema = v.object({
  model_id: v.pipe(v.number(), v.integer()),
  version_id: v.pipe(v.number(), v.integer()),
});

const HASH_KINDS = ['AutoV1', 'AutoV2', 'SHA-256', 'AutoV3', 'BLAKE3', 'CRC32'] as const;
export type DetailsHashKind = (typeof HASH_KINDS)[number];

/** The commands of the page that need nothing but the model. */
export const DETAILS_COMMANDS = [
  'fetch',
  'unlink',
  'editHash',
  'copyTriggerWords',
  'copyHash',
  'copyLoraTag',
  'copyDownloadUrl',
  'openOnCivitai',
  'otherVersions',
  'reveal',
  'openSidecar',
] as const;
export type DetailsCommandName = (typeof DETAILS_COMMANDS)[number];

const commandSchema = v.variant('command', [
  v.object({ command: v.picklist(DETAILS_COMMANDS) }),
  /** Links the model to one of the versions that share its hash. */
  v.object({ command: v.literal('choose'), candidate: candidateSchema }),
]);
export type DetailsCommand = v.InferOutput<typeof commandSchema>;

/** One thing of the page that is copied on its own. */
const copySchema = v.variant('what', [
  v.object({ what: v.literal('hash'), kind: v.picklist(HASH_KINDS) }),
  v.object({ what: v.literal('triggerWord'), word: text }),
]);
export type DetailsCopy = v.InferOutput<typeof copySchema>;

const modelSchema = v.object({
  kind: v.literal('model'),
  /** Absolute path: what the page keeps is of this model. */
  path: text,
  title: text,
  fileName: text,
  relativePath: text,
  /** As it is shown: `6.9 GB`. */
  size: text,
  badge: v.object({ text, tone: v.picklist(['good', 'waiting', 'neutral', 'bad']) }),
  /** Whether the library does not have it: it lies in none of its folders, or is left out. */
  isOutside: v.boolean(),
  problem: v.exactOptional(v.object({ message: text, advice: text })),
  type: optionalText,
  baseModel: optionalText,
  /** Address of the preview for this webview. */
  preview: optionalText,
  hashes: v.array(v.object({ kind: v.picklist(HASH_KINDS), value: text })),
  civitai: v.array(labelledSchema),
  values: valuesSchema,
  /** Where each field came from, in words. */
  sources: v.record(fieldSchema, v.exactOptional(text)),
  /** Civitai's values where the user's own differ. */
  offers: valuesSchema,
  /** What counts where a field is empty. */
  placeholders: v.record(fieldSchema, v.exactOptional(text)),
  /** Whether the description is HTML: a user's own words never are. */
  htmlDescription: v.boolean(),
  training: v.array(labelledSchema),
  candidates: v.array(candidateSchema),
  /** The commands that make sense for this model. */
  commands: v.array(v.picklist(DETAILS_COMMANDS)),
});
export type DetailsModel = v.InferOutput<typeof modelSchema>;

const stateSchema = v.variant('kind', [
  modelSchema,
  /** There is nothing to show, and why. */
  v.object({ kind: v.literal('unknown'), why: text }),
]);
/** All that the page shows: always sent whole. */
export type DetailsState = v.InferOutput<typeof stateSchema>;

const draftFieldSchema = v.object({
  /** As typed. */
  text,
  /** What the field said when typing began, to notice that it changed meanwhile. */
  base: text,
});

const draftSchema = v.record(fieldSchema, v.exactOptional(draftFieldSchema));
/** What is typed and not saved, one entry a field. */
export type DetailsDraft = v.InferOutput<typeof draftSchema>;

const nothing = v.undefined();

/** The requests of the page. Those that change the model answer with its new state. */
export const detailsHostSide = {
  requests: {
    /** The first state, and what was typed before the page was closed. */
    ready: { params: nothing, result: v.object({ state: stateSchema, draft: v.exactOptional(draftSchema) }) },
    save: { params: v.object({ edits: editsSchema }), result: stateSchema },
    applyOffer: { params: v.object({ field: fieldSchema }), result: stateSchema },
    run: { params: commandSchema, result: nothing, timeOut: false },
    copy: { params: copySchema, result: nothing },
    /** Opens the picture of the model in an editor of its own. */
    openPicture: { params: nothing, result: nothing },
    openLink: { params: v.object({ url: text }), result: nothing, timeOut: false },
  },
  notifications: {
    /** What is typed now; without a draft, all is saved. */
    draft: v.object({ draft: v.exactOptional(draftSchema) }),
  },
} as const satisfies Side;

/** What the host sends to the page. */
export const detailsPageSide = {
  requests: {},
  notifications: { state: stateSchema },
} as const satisfies Side;

/** What the page keeps over hiding and reloading: which model, and what is typed but not saved. */
const persistedSchema = v.object({
  path: text,
  draft: v.exactOptional(draftSchema),
  scroll: v.exactOptional(v.number()),
});
export type DetailsPersisted = v.InferOutput<typeof persistedSchema>;

/** What `setState` kept, or undefined where it is not ours. */
export function parsePersisted(state: unknown): DetailsPersisted | undefined {
  const parsed = v.safeParse(persistedSchema, state);
  return parsed.success ? parsed.output : undefined;
}
