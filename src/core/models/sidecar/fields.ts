import type { HashType } from '../../civitai/hashFormats';

/**
 * Who said which version a file is. `header` and `adopted` are provisional until the SHA-256 confirms them; `tensors`
 * stays so: the version has a file with the same tensors under another header.
 */
export const IDENTIFIED_BY = ['sha256', 'tensors', 'header', 'user', 'adopted'] as const;
export type IdentifiedBy = (typeof IDENTIFIED_BY)[number];

/** Where a field's value came from: the user, Civitai, the file's own header, or another tool's sidecar. */
export const FIELD_SOURCES = [
  'user',
  'civitai',
  'file',
  'lora-manager',
  'stability-matrix',
  'civitai-helper',
  'a1111',
  'swarmui',
] as const;
export type FieldSource = (typeof FIELD_SOURCES)[number];

/** Whether Civitai knows the file; `gone` means that it did once, `unlinked` that the user wants no link. */
export const CIVITAI_STATES = ['found', 'not_found', 'gone', 'unlinked'] as const;

/** A version that shares the file's hash. */
export interface Candidate {
  model_id: number;
  version_id: number;
}

/** The file of a Civitai version that a model file is. */
export interface SidecarFileInfo {
  id?: number;
  name?: string;
  sizeKB?: number;
  downloadUrl?: string;
}

/** The types of values in a sidecar. `read.ts` has a schema for each. */
export interface SidecarTypes {
  text: string;
  texts: string[];
  /** Words of a prompt, or to find a model by. */
  words: string[];
  number: number;
  /** A positive whole number. */
  id: number;
  /** 10 hex digits, upper case. */
  autov2: string;
  /** 12 hex digits, lower case. */
  autov3: string;
  /** 64 hex digits, lower case. */
  sha256: string;
  hashType: HashType;
  user: 'user';
  fileInfo: SidecarFileInfo;
  identifiedBy: IdentifiedBy;
  civitaiState: (typeof CIVITAI_STATES)[number];
  candidates: Candidate[];
  sources: Partial<Record<EditableField, FieldSource>>;
  values: EditableValues;
}

/**
 * What a key is about, from which follows when it changes:
 * - `file`: which bytes the file has; forgotten when the file is replaced
 * - `version`: what Civitai says of the file; forgotten when the file is replaced or turns out to be another version
 * - `asked`: when Civitai was asked; part of the identity, but no change that an import would name
 * - `value`: what the user may edit; its source is recorded in `field_sources`
 * - `source`: where the values come from; it changes with them and is no change of its own
 * - `written`: set by every write
 */
type KeyRole = 'file' | 'version' | 'asked' | 'value' | 'source' | 'written';

/**
 * Every key of `<model file>.metadata.json`, in the order in which a new one is written. All are optional, and unknown
 * keys are kept as they are. The type `Sidecar`, its schema and all lists of keys derive from this table;
 * `schemas/sidecar.schema.json` says the same to the editor, and a test compares the two.
 */
const KEYS = {
  hash: { type: 'text', role: 'file' },
  hash_type: { type: 'hashType', role: 'file' },
  /** `user`: the user typed `hash`, so it stays as it is whatever the file's bytes say. */
  hash_source: { type: 'user', role: 'file' },
  hash_autov2: { type: 'autov2', role: 'file' },
  hash_sha256: { type: 'sha256', role: 'file' },
  hash_autov3: { type: 'autov3', role: 'file' },
  /** Of the file since this program rewrote its header; `hash_sha256` stays the published one. */
  rewritten_sha256: { type: 'sha256', role: 'file' },
  civitai_model_id: { type: 'id', role: 'version' },
  civitai_version_id: { type: 'id', role: 'version' },
  civitai_name: { type: 'text', role: 'version' },
  civitai_version_name: { type: 'text', role: 'version' },
  /** The user of Civitai who has published the model. */
  civitai_creator: { type: 'text', role: 'version' },
  civitai_type: { type: 'text', role: 'version' },
  /** Checkpoint, LORA, …: Civitai's type, or what the header or folder says. */
  model_type: { type: 'text', role: 'version' },
  name: { type: 'text', role: 'value' },
  base_model: { type: 'text', role: 'value' },
  /** Relative to the model's folder, forward slashes. */
  preview_path: { type: 'text', role: 'version' },
  preview_url: { type: 'text', role: 'version' },
  trigger_words: { type: 'words', role: 'value' },
  tags: { type: 'words', role: 'value' },
  description: { type: 'text', role: 'value' },
  notes: { type: 'text', role: 'value' },
  preferred_weight: { type: 'number', role: 'value' },
  /** What a prompt should not have with this model. */
  negative_prompt: { type: 'text', role: 'value' },
  /** Civitai's bits: PG 1, PG-13 2, R 4, X 8, XXX 16, Blocked 32; 0 means unrated. */
  nsfw_level: { type: 'number', role: 'version' },
  /** `Standard`, `Inpainting`, `Refiner`, …. */
  base_model_type: { type: 'text', role: 'version' },
  /** When the version was made and last changed on Civitai, as Civitai writes it. */
  created_at: { type: 'text', role: 'version' },
  updated_at: { type: 'text', role: 'version' },
  download_urls: { type: 'texts', role: 'version' },
  file_info: { type: 'fileInfo', role: 'version' },
  identified_by: { type: 'identifiedBy', role: 'version' },
  civitai_state: { type: 'civitaiState', role: 'version' },
  /** When Civitai was last asked, ISO 8601 UTC. */
  civitai_checked_at: { type: 'text', role: 'asked' },
  /** Other versions with the same hash, until the user chooses one. */
  civitai_candidates: { type: 'candidates', role: 'version' },
  field_sources: { type: 'sources', role: 'source' },
  /** Civitai's value where the user's own differs from it: the command "Take Civitai's" applies it. */
  civitai_offers: { type: 'values', role: 'source' },
  /** Local time to the second without zone, as S0-58 has it. */
  last_updated: { type: 'text', role: 'written' },
} as const satisfies Readonly<Record<string, { type: keyof SidecarTypes; role: KeyRole }>>;

type Keys = typeof KEYS;

export type SidecarKey = keyof Keys;

/** What a sidecar says. Keys of a wrong type count as absent. */
export type Sidecar = { -readonly [K in SidecarKey]?: SidecarTypes[Keys[K]['type']] };

type KeysOf<Role extends KeyRole> = {
  [K in SidecarKey]: Keys[K]['role'] extends Role ? K : never;
}[SidecarKey];

/** A field that the user can edit. */
export type EditableField = KeysOf<'value'>;

/** The values of the editable fields. */
export type EditableValues = { -readonly [K in EditableField]?: SidecarTypes[Keys[K]['type']] };

/** The keys of a sidecar in the order in which a new one is written. */
export const SIDECAR_KEYS = Object.keys(KEYS) as readonly SidecarKey[];

/** The fields that the user can edit. */
export const EDITABLE_FIELDS = keysOf('value');

/** What is known of the file's bytes. */
export const FILE_KEYS = keysOf('file');

/** What Civitai says of the version. */
export const VERSION_KEYS = keysOf('version');

/** Which file and version it is: these keys come from one source together, or not at all. */
export const IDENTITY_KEYS = keysOf('file', 'version', 'asked');

/** Keys that say when and whence, not what. */
export const VOLATILE_KEYS: ReadonlySet<string> = new Set(keysOf('asked', 'source', 'written'));

/** The type of value that a key holds. */
export function typeOfKey<K extends SidecarKey>(key: K): Keys[K]['type'] {
  return KEYS[key].type;
}

function keysOf<Role extends KeyRole>(...roles: readonly Role[]): readonly KeysOf<Role>[] {
  const wanted: ReadonlySet<KeyRole> = new Set(roles);
  return SIDECAR_KEYS.filter((key): key is KeysOf<Role> => wanted.has(KEYS[key].role));
}
