import type { ModelEntry } from './modelEntry';

/** Fewer digits are no proof: AutoV1 has eight. */
export const LEAST_DIGITS = 8;

/** The hashes that are known of a model, whole or their first digits, in lower case; each once. */
export function knownHashes({
  sha256,
  sidecar,
  header,
}: Pick<ModelEntry, 'sha256' | 'sidecar' | 'header'>): string[] {
  const hashes = [sha256, sidecar?.hash_sha256, sidecar?.rewritten_sha256, sidecar?.hash_autov2, sidecar?.hash_autov3, header?.autov3]; // prettier-ignore
  return [...new Set(hashes.flatMap((hash) => hash?.toLowerCase() ?? []))];
}

/** Finds by hashes, of which one may be only the first digits of another. */
export class ByHash<Value> {
  private readonly byStart = new Map<string, { readonly hash: string; readonly value: Value }[]>();

  /** @param hash in lower case, at least eight digits */
  add(hash: string, value: Value): void {
    const start = hash.slice(0, LEAST_DIGITS);
    const others = this.byStart.get(start);
    if (others) others.push({ hash, value });
    else this.byStart.set(start, [{ hash, value }]);
  }

  /** Each value once, in the order in which they were added. @param hash in lower case */
  all(hash: string): readonly Value[] {
    if (hash.length < LEAST_DIGITS) return [];
    const candidates = this.byStart.get(hash.slice(0, LEAST_DIGITS)) ?? [];
    const found = candidates.filter((each) => each.hash.startsWith(hash) || hash.startsWith(each.hash));
    return [...new Set(found.map(({ value }) => value))];
  }
}
