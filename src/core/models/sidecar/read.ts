import * as v from 'valibot';
import { HASH_FORMATS } from '../../civitai/hashFormats';
import {
  CIVITAI_STATES,
  EDITABLE_FIELDS,
  FIELD_SOURCES,
  IDENTIFIED_BY,
  SIDECAR_KEYS,
  typeOfKey,
  type EditableField,
  type Sidecar,
  type SidecarTypes,
} from './fields';

/** What a schema gives: as the type, with `undefined` for what is absent or of a wrong type. */
type Found<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: T[K] | undefined }
    : T;

/** A sidecar may have been edited by hand: a value of a wrong type counts as absent, and stays in the file. */
const optional = <T>(schema: v.GenericSchema<unknown, T>) => v.fallback(v.optional(schema), undefined);

const text = v.string();
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const wholeNumber = v.pipe(v.number(), v.safeInteger());
const number = v.pipe(v.number(), v.finite());
/** Users and other programs write a list of words as one text, too, and `null` within it: no word of theirs is lost. */
const words = v.pipe(
  v.union([
    v.pipe(
      text,
      v.transform((list) => list.split(/[,;\r\n]+/).map((word) => word.trim())),
    ),
    v.array(v.nullable(text)),
  ]),
  v.transform((list) => list.flatMap((word) => word ?? [])),
  v.transform((list) => list.filter((word) => word.trim() !== '')),
);

const hex = (digits: number, letterCase: 'upper' | 'lower') =>
  v.pipe(
    v.string(),
    v.regex(new RegExp(`^[0-9a-f]{${digits}}$`, 'i')),
    v.transform((hash) => (letterCase === 'upper' ? hash.toUpperCase() : hash.toLowerCase())),
  );

/** The schema of each type of value, but for those that hold values themselves. */
const SIMPLE = {
  text,
  texts: v.array(text),
  words,
  number,
  id,
  autov2: hex(10, 'upper'),
  autov3: hex(12, 'lower'),
  sha256: hex(64, 'lower'),
  hashType: v.picklist(HASH_FORMATS.map(({ type }) => type)),
  user: v.literal('user'),
  fileInfo: v.object({
    id: optional(id),
    name: optional(text),
    sizeKB: optional(number),
    downloadUrl: optional(text),
  }),
  identifiedBy: v.picklist(IDENTIFIED_BY),
  civitaiState: v.picklist(CIVITAI_STATES),
  candidates: v.array(v.object({ model_id: wholeNumber, version_id: wholeNumber })),
} satisfies {
  [T in Exclude<keyof SidecarTypes, 'sources' | 'values'>]: v.GenericSchema<unknown, Found<SidecarTypes[T]>>;
};

const SCHEMAS: Readonly<Record<keyof SidecarTypes, v.GenericSchema>> = {
  ...SIMPLE,
  sources: ofFields(() => v.picklist(FIELD_SOURCES)),
  values: ofFields((field) => SIMPLE[typeOfKey(field)]),
};

const BY_KEY = SIDECAR_KEYS.map((key) => [key, SCHEMAS[typeOfKey(key)]] as const);

/** What a parsed sidecar says, without what has a wrong type. */
export function toSidecar(value: Readonly<Record<string, unknown>>): Sidecar {
  const sidecar: Record<string, unknown> = {};
  // One schema of all keys would take several times as long: most keys are in no sidecar.
  for (const [key, schema] of BY_KEY) {
    if (value[key] === undefined) continue;
    const read = v.safeParse(schema, value[key]);
    if (read.success) sidecar[key] = withoutUndefined(read.output);
  }
  return sidecar;
}

function ofFields(schemaOf: (field: EditableField) => v.GenericSchema): v.GenericSchema {
  return v.object(Object.fromEntries(EDITABLE_FIELDS.map((field) => [field, optional(schemaOf(field))])));
}

/** An object, and those within it, without keys that have no value. */
function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([name, entry]) => [name, withoutUndefined(entry)]));
}
