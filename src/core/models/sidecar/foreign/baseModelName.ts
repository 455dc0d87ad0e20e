import { claimOf } from '../../header/claims';
import { asText } from './values';

/** Short words that tools have for base models, lower case. */
const ALIASES: Readonly<Record<string, string>> = {
  sd1: 'SD 1.5',
  sd15: 'SD 1.5',
  sd2: 'SD 2.1',
  sdxl: 'SDXL 1.0',
  xl: 'SDXL 1.0',
  sd3: 'SD 3',
  flux: 'Flux.1 D',
  flux1: 'Flux.1 D',
};

/**
 * A base model in Civitai's words, from what another tool calls it: its own slug (`sd_v1`, `zimage`), a short word
 * (`Flux`), or Civitai's name already.
 * @returns undefined where it says nothing
 */
export function baseModelName(value: unknown): string | undefined {
  const name = asText(value)?.trim();
  if (name === undefined || /^(?:unknown|other|none|n\/a)$/i.test(name)) return undefined;
  const alias = name.toLowerCase();
  if (Object.hasOwn(ALIASES, alias)) return ALIASES[alias];
  return /^[a-z0-9_.-]+$/.test(name) ? claimOf(name)?.baseModel : name;
}
