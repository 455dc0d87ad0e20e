import { claimOf } from '../header/claims';
import { GENERIC } from '../header/families';

/** What other tools write where they do not know. */
const UNKNOWN: ReadonlySet<string> = new Set(['', 'unknown', 'other', 'none', 'null', 'undefined']);

/**
 * What another tool calls a base model, in Civitai's words: `sd_v1`, `SDXL`, `Flux`, `zimage`, `illustriousXL`, …
 * @returns undefined where it is not known what is meant
 */
export function civitaiBaseModel(name: string | undefined): string | undefined {
  const trimmed = name?.trim() ?? '';
  if (UNKNOWN.has(trimmed.toLowerCase())) return undefined;
  if (trimmed === 'PixArt a') return trimmed;
  const known = claimOf(trimmed)?.baseModel;
  // A name that says more (`SD 1.5 LCM`), or one that is newer than this program (`Krea 2`), is Civitai's own.
  const isFiner = known !== undefined && trimmed.startsWith(`${known} `);
  return isFiner || (known === undefined && /^[A-Z]\S* \S/.test(trimmed)) ? trimmed : known;
}

const COARSE: ReadonlySet<string> = new Set(Object.values(GENERIC));

/** Whether a base model is the name of a whole family, as tools guess it: `SDXL 1.0` may be Pony. */
export function isCoarse(baseModel: string): boolean {
  return COARSE.has(baseModel);
}
