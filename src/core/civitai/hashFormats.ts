import { toId } from './ids';

/**
 * What a hash is: one of the file's digests as Civitai names them, `civitai: MODEL @ VERSION`, or bare 10 characters.
 */
export type HashType = 'AUTOV2' | 'SHA256' | 'civitai' | 'AUTOV1' | 'AUTOV3' | 'BLAKE3' | 'CRC32' | 'legacy';

/** A hash that the user typed, parsed. */
export interface ParsedHash {
  readonly type: HashType;
  /** As the sidecar's `hash` shows it; reading it again gives the same. */
  readonly display: string;
  /** 64 hex, lower case. */
  readonly sha256?: string;
  /** 10 hex, upper case. */
  readonly autov2?: string;
  /** 12 hex, lower case. */
  readonly autov3?: string;
  readonly modelId?: number;
  readonly versionId?: number;
}

interface HashFormat {
  readonly type: HashType;
  /** The whole text, in any case. */
  readonly pattern: RegExp;
  /** From the pattern's groups; undefined where a number is out of range. */
  readonly parse: (groups: readonly (string | undefined)[]) => ParsedHash | undefined;
}

/** `LABEL: HEX`, and `HEX  LABEL  FILE`, as `diffusion-workbench hash` prints it; `bare` also `HEX` alone. */
const digits = (label: string, length: number, bare: boolean): RegExp => {
  const hex = `([0-9a-f]{${length}})`;
  return new RegExp(
    `^${label}\\s*[:=]?\\s*${hex}$|^${hex}\\s+${label}(?:\\s.*)?$${bare ? `|^${hex}$` : ''}`,
    'i',
  );
};
const hexIn = (groups: readonly (string | undefined)[]): string =>
  groups.find((group) => group !== undefined) ?? '';

/** A digest that is kept as it is shown, and of which no other follows. */
const shown = (type: HashType, length: number, bare: boolean): HashFormat => ({
  type,
  pattern: digits(type, length, bare),
  parse: (groups) => ({ type, display: `${type}: ${hexIn(groups).toUpperCase()}` }),
});

/** Every format of a hash, one row a format; of two that fit, the first counts. */
export const HASH_FORMATS: readonly HashFormat[] = [
  {
    type: 'AUTOV2',
    pattern: digits('AUTOV2', 10, false),
    parse: (groups) => {
      const autov2 = hexIn(groups).toUpperCase();
      return { type: 'AUTOV2', display: `AUTOV2: ${autov2}`, autov2 };
    },
  },
  {
    type: 'SHA256',
    pattern: digits('SHA-?256', 64, true),
    parse: (groups) => {
      const sha256 = hexIn(groups).toLowerCase();
      return { type: 'SHA256', display: sha256, sha256, autov2: sha256.slice(0, 10).toUpperCase() };
    },
  },
  {
    type: 'civitai',
    pattern: /^civitai\s*:\s*(\d+)(?:\s*@\s*(\d+))?$/i,
    parse: ([model, version]) => civitaiHash(toId(model), toId(version)),
  },
  shown('AUTOV1', 8, true),
  {
    type: 'AUTOV3',
    pattern: digits('AUTOV3', 12, true),
    parse: (groups) => {
      const autov3 = hexIn(groups).toLowerCase();
      return { type: 'AUTOV3', display: `AUTOV3: ${autov3.toUpperCase()}`, autov3 };
    },
  },
  shown('BLAKE3', 64, false),
  shown('CRC32', 8, false),
  {
    type: 'legacy',
    pattern: /^([0-9a-f]{10})$/i,
    parse: ([hex = '']) => ({ type: 'legacy', display: hex.toLowerCase(), autov2: hex.toUpperCase() }),
  },
];

/** What stands before a hash in a sidecar, an infotext or a hover: `"hash_sha256":`, `Model hash:`, `Hash:`. */
const BEFORE_HASH = /^(?:model )?hash_?\s*:?\s*(?=\S)/i;

/**
 * Reads a hash in any format of the table.
 * @param bare without what `bareText` takes away
 * @param type the only format to accept; its prefix (`AUTOV2:`, `civitai:`) may then be left out
 */
export function readHash(bare: string, type?: HashType): ParsedHash | undefined {
  const text = bare
    .replace(/["'`,]/g, '')
    .trim()
    .replace(BEFORE_HASH, '');
  for (const format of HASH_FORMATS) {
    if (type !== undefined && format.type !== type) continue;
    const match =
      format.pattern.exec(text) ?? (type === undefined ? null : format.pattern.exec(`${type}: ${text}`));
    if (match) return format.parse(match.slice(1));
  }
  return undefined;
}

/** A version of a model as a hash; undefined where the model is not known. */
export function civitaiHash(
  modelId: number | undefined,
  versionId: number | undefined,
): ParsedHash | undefined {
  if (modelId === undefined) return undefined;
  return {
    type: 'civitai',
    display: `civitai: ${modelId}${versionId === undefined ? '' : ` @ ${versionId}`}`,
    modelId,
    ...(versionId !== undefined && { versionId }),
  };
}

/** The hex digits of a shown hash; undefined for a version of a model. */
export function hexOf(display: string | undefined): string | undefined {
  return /(?:^|:\s*)([0-9a-f]{8,64})$/i.exec(/^civitai/i.test(display ?? '') ? '' : (display ?? ''))?.[1];
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
