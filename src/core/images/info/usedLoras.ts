import { loraTags } from '../../prompts/grammar/loraTags';
import { asNumber, fileName } from './fields';
import type { UsedLora } from './generation';

/** The first digits of the hash of nothing: what some writers put where they know no hash. */
const EMPTY_HASH = 'e3b0c44298fc';
/** Fewer digits are no proof that two are one. */
const MIN_HASH = 8;
const LYCO = /<lyco:([^<>]*)>/gi;

/** The LoRAs that a prompt names by tags: a weight of `<lora:a:te:unet>` is the first, of `te=… unet=…` that of unet. */
export function lorasOfPrompt(text: string): UsedLora[] {
  const tags = loraTags(text).map(({ name, weight, tag }) => {
    const unet = /:\s*unet=\s*([^:>]+)/i.exec(tag)?.[1] ?? /:\s*te=\s*([^:>]+)/i.exec(tag)?.[1];
    const named = unet === undefined ? undefined : Number(unet);
    return { name: fileName(name), weight: named !== undefined && Number.isFinite(named) ? named : weight };
  });
  const others = [...text.matchAll(LYCO)].map(([, content = '']) => {
    const [name, weight = '1'] = content.split(':');
    return { name: fileName(name), weight: asNumber(weight) ?? 1 };
  });
  return [...tags, ...others];
}

/** A hash as it can be compared; undefined for what is no hash, or that of nothing. */
export function usedHash(hash: unknown): string | undefined {
  if (typeof hash !== 'string') return undefined;
  const digits = hash
    .trim()
    .toLowerCase()
    .replace(/^(?:0x|blake3:|sha256:)/, '');
  return /^[0-9a-f]{4,128}$/.test(digits) && !digits.startsWith(EMPTY_HASH) ? digits : undefined;
}

/** One entry for each LoRA: those with one name, one hash or one version are joined, and the first value of each counts. */
export function mergeLoras(loras: readonly UsedLora[]): UsedLora[] {
  const merged: UsedLora[] = [];
  for (const lora of loras) {
    if (lora.name === undefined && lora.hash === undefined && lora.versionId === undefined) continue;
    const index = merged.findIndex((other) => isSame(lora, other));
    const other = merged[index];
    if (!other) merged.push(lora);
    else
      merged[index] = {
        name: other.name ?? lora.name,
        weight: other.weight ?? lora.weight,
        hash: other.hash ?? lora.hash,
        versionId: other.versionId ?? lora.versionId,
      };
  }
  return merged;
}

function isSame(one: UsedLora, other: UsedLora): boolean {
  if (one.versionId !== undefined && one.versionId === other.versionId) return true;
  if (one.hash !== undefined && other.hash !== undefined) {
    const length = Math.min(one.hash.length, other.hash.length);
    if (length >= MIN_HASH && one.hash.slice(0, length) === other.hash.slice(0, length)) return true;
  }
  if (one.name === undefined || other.name === undefined) return false;
  // A resource has the title of the model, and others the name of its file.
  const isTitle = (one.versionId === undefined) !== (other.versionId === undefined);
  return one.name === other.name || (isTitle && letters(one.name) === letters(other.name));
}

const letters = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
