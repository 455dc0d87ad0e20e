import type { HashType } from '../../civitai/hashFormats';

/** Who said which version a file is. `header` and `adopted` are provisional until the SHA-256 confirms them. */
export type IdentifiedBy = 'sha256' | 'header' | 'user' | 'adopted';

/** Where a field's value came from: the person, Civitai, the file's own header, or another tool's sidecar. */
export type FieldSource =
  'user' | 'civitai' | 'file' | 'lora-manager' | 'stability-matrix' | 'civitai-helper' | 'a1111' | 'swarmui';

/** The fields a person can edit. Their source is recorded in `field_sources`. */
export const EDITABLE_FIELDS = [
  'name',
  'trigger_words',
  'description',
  'notes',
  'base_model',
  'preferred_weight',
  'tags',
] as const;
export type EditableField = (typeof EDITABLE_FIELDS)[number];

/** The values of the editable fields. */
export interface EditableValues {
  name?: string;
  trigger_words?: string[];
  description?: string;
  notes?: string;
  base_model?: string;
  preferred_weight?: number;
  tags?: string[];
}

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

/**
 * `<model file>.metadata.json`. Every key is optional, unknown keys are kept as they are.
 * `schemas/sidecar.schema.json` says the same to the editor.
 */
export interface Sidecar extends EditableValues {
  hash?: string;
  hash_type?: HashType;
  /** `user`: the person typed `hash`, so it stays as it is whatever the file's bytes say. */
  hash_source?: 'user';
  /** 10 hex, upper case. */
  hash_autov2?: string;
  /** 64 hex, lower case. */
  hash_sha256?: string;
  /** 12 hex, lower case. */
  hash_autov3?: string;
  /** 64 hex, lower case: of the file since this program rewrote its header; `hash_sha256` stays the published one. */
  rewritten_sha256?: string;
  civitai_model_id?: number;
  civitai_version_id?: number;
  civitai_name?: string;
  civitai_version_name?: string;
  civitai_type?: string;
  /** Checkpoint, LORA, …: Civitai's type, or what the header or folder says. */
  model_type?: string;
  /** Relative to the model's folder, forward slashes. */
  preview_path?: string;
  preview_url?: string;
  /** Civitai's bits: PG 1, PG-13 2, R 4, X 8, XXX 16, Blocked 32; 0 means unrated. */
  nsfw_level?: number;
  download_urls?: string[];
  file_info?: SidecarFileInfo;
  identified_by?: IdentifiedBy;
  civitai_state?: 'found' | 'not_found' | 'gone';
  /** When Civitai was last asked, ISO 8601 UTC. */
  civitai_checked_at?: string;
  /** Other versions with the same hash, while nobody has chosen. */
  civitai_candidates?: Candidate[];
  field_sources?: Partial<Record<EditableField, FieldSource>>;
  /** Civitai's value where the person's own differs from it: what "Take Civitai's" takes. */
  civitai_offers?: EditableValues;
  /** Local time to the second without zone, as S0-58 has it. */
  last_updated?: string;
}
