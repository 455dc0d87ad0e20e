import * as l10n from '@vscode/l10n';
import { parseReference } from './reference';

/** How a hash is shown: a Civitai AutoV2, a whole SHA-256, `civitai: MODEL @ VERSION`, or bare 10 characters. */
export type HashType = 'AUTOV2' | 'SHA256' | 'civitai' | 'legacy';

/** A hash that the user typed, parsed. */
export interface ParsedHash {
  readonly type: HashType;
  /** As the sidecar's `hash` shows it; reading it again gives the same. */
  readonly display: string;
  /** 64 hex, lower case. */
  readonly sha256?: string;
  /** 10 hex, upper case. */
  readonly autov2?: string;
  readonly modelId?: number;
  readonly versionId?: number;
}

interface HashFormat {
  readonly type: HashType;
  /** What a list of types shows. */
  readonly label: () => string;
  /** The whole trimmed text, in any case. */
  readonly pattern: RegExp;
  /** From the pattern's groups; undefined where a number is out of range. */
  readonly parse: (groups: readonly (string | undefined)[]) => ParsedHash | undefined;
}

/** Every format of a hash, one row a format; of two that fit, the first counts. */
export const HASH_FORMATS: readonly HashFormat[] = [
  {
    type: 'AUTOV2',
    label: () => l10n.t('AutoV2, as Civitai shows it (AUTOV2: 90BFFAFD10)'),
    pattern: /^AUTOV2\s*:?\s*([0-9a-f]{10})$/i,
    parse: ([hex = '']) => {
      const autov2 = hex.toUpperCase();
      return { type: 'AUTOV2', display: `AUTOV2: ${autov2}`, autov2 };
    },
  },
  {
    type: 'SHA256',
    label: () => l10n.t('SHA-256 of the whole file (64 characters)'),
    pattern: /^(?:SHA-?256\s*:?\s*)?([0-9a-f]{64})$/i,
    parse: ([hex = '']) => {
      const sha256 = hex.toLowerCase();
      return { type: 'SHA256', display: sha256, sha256, autov2: sha256.slice(0, 10).toUpperCase() };
    },
  },
  {
    type: 'civitai',
    label: () => l10n.t('Civitai model and version (civitai: 2131974 @ 2411703)'),
    pattern: /^civitai\s*:\s*(\d+)(?:\s*@\s*(\d+))?$/i,
    parse: ([model, version]) =>
      civitaiHash(version === undefined ? `${model}` : `civitai:${model}@${version}`),
  },
  {
    type: 'legacy',
    label: () => l10n.t('Legacy (10 characters)'),
    pattern: /^([0-9a-f]{10})$/i,
    parse: ([hex = '']) => ({ type: 'legacy', display: hex.toLowerCase(), autov2: hex.toUpperCase() }),
  },
];

/**
 * Reads a hash in any format of the table, or the address of a model's page (or its AIR) as
 * `civitai: MODEL @ VERSION`.
 * @param type the only format to accept; its prefix (`AUTOV2:`, `civitai:`) may then be left out
 * @returns undefined when the text has no such format; never throws
 */
export function parseHash(text: string, type?: HashType): ParsedHash | undefined {
  const trimmed = text.trim();
  for (const format of HASH_FORMATS) {
    if (type !== undefined && format.type !== type) continue;
    const match =
      format.pattern.exec(trimmed) ??
      (type === undefined ? null : format.pattern.exec(`${type}: ${trimmed}`));
    if (match) return format.parse(match.slice(1));
  }
  const pasted = type === undefined || type === 'civitai';
  return pasted && /[/:]/.test(trimmed) ? civitaiHash(trimmed) : undefined;
}

function civitaiHash(reference: string): ParsedHash | undefined {
  const { modelId, versionId } = parseReference(reference) ?? {};
  // A download address names only the version, of which nothing can be shown before Civitai is asked.
  if (modelId === undefined) return undefined;
  return {
    type: 'civitai',
    display: `civitai: ${modelId}${versionId === undefined ? '' : ` @ ${versionId}`}`,
    modelId,
    ...(versionId !== undefined && { versionId }),
  };
}

const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Whether a hash (hex, whole or the first digits of one) can be looked up. All zeros is Civitai's mark for
 * "file unreachable", and the hash of nothing belongs to every empty file: both match unrelated models.
 */
export function isUsableHash(hash: string): boolean {
  const hex = hash.toLowerCase();
  return /^[0-9a-f]{8,64}$/.test(hex) && !/^0+$/.test(hex) && !SHA256_OF_NOTHING.startsWith(hex);
}
