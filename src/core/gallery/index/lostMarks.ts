import { contentKey, isMarked, pathOf } from './indexedPicture';
import type { IndexEntry } from './pictureIndex';

/** Marks of a picture that were found again at another place. */
export interface FoundMarks {
  /** Absolute paths. */
  readonly from: string;
  readonly to: string;
  readonly favourite?: boolean | undefined;
  readonly rating?: number | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** So many marked pictures that are gone are kept. */
const MOST = 20_000;

/**
 * What the user has said of pictures that are gone: they may come up at another place, moved by another program that
 * left the sidecar behind.
 */
export class LostMarks {
  private readonly byFingerprint = new Map<string, IndexEntry[]>();
  private size = 0;

  /** Keeps a picture that is gone, if the user has said anything of it. @returns whether it is kept */
  add(entry: IndexEntry): boolean {
    if (!isMarked(entry) || entry.fingerprint === '' || this.size >= MOST) return false;
    const others = this.byFingerprint.get(entry.fingerprint) ?? [];
    if (others.some((other) => pathOf(other) === pathOf(entry))) return true;
    this.byFingerprint.set(entry.fingerprint, [...others, entry]);
    this.size++;
    return true;
  }

  /** Forgets a picture that is there again. */
  forget(entry: IndexEntry): void {
    const others = this.byFingerprint.get(entry.fingerprint);
    const left = others?.filter((other) => pathOf(other) !== pathOf(entry));
    if (!others || left?.length === others.length) return;
    this.size--;
    if (left && left.length > 0) this.byFingerprint.set(entry.fingerprint, left);
    else this.byFingerprint.delete(entry.fingerprint);
  }

  /** Whether a picture may be one of those: only then its bytes are worth reading as a whole. */
  mayHave({ fingerprint }: IndexEntry): boolean {
    return this.byFingerprint.has(fingerprint);
  }

  *all(): Generator<IndexEntry, void, void> {
    for (const entries of this.byFingerprint.values()) yield* entries;
  }

  /** Takes the marks of a picture with the very same bytes out. @param entry with its digest, where it needs one */
  take(entry: IndexEntry): IndexEntry | undefined {
    const key = contentKey(entry);
    const found = this.byFingerprint
      .get(entry.fingerprint)
      ?.find((other) => key !== undefined && contentKey(other) === key);
    if (found) this.forget(found);
    return found;
  }
}
