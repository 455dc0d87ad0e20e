import { basename } from 'node:path';
import type { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import type { PictureCache } from './pictureCache';
import type { Pictures } from './pictures';
import type { PictureBox } from './pictureWorker';

/** How often a picture is tried that cannot be read: it may still be being written. */
const MOST_TRIES = 5;
/** So many failures are kept in mind; the oldest are forgotten. */
const MOST_FAILURES = 5000;

/** A picture that a page shows small. */
export interface SmallPicture {
  /** The name of its small file, which is another one for each state of the picture. */
  readonly name: string;
  /** Absolute path of the picture itself. */
  readonly path: string;
}

/** Who wants small pictures. */
export interface SmallPictureWish {
  /** Called after each of them. */
  readonly onMade: (made: SmallPicture) => void;
  /** Called for each that cannot be made. */
  readonly onFailed?: (picture: SmallPicture, problem: Problem) => void;
  readonly signal: AbortSignal;
  /** Those that were wanted earlier are not wanted any more. */
  readonly alone?: boolean;
}

interface Wanted {
  readonly picture: SmallPicture;
  readonly wish: SmallPictureWish;
}

/** Small pictures in a cache that a page may read: each is made once, a few at a time. */
export class SmallPictures {
  private readonly failures = new Map<string, { readonly tries: number; readonly problem: Problem }>();
  /** Those to be made, the next one last. */
  private wanted: Wanted[] = [];
  private readonly underWay = new Set<string>();

  /**
   * @param pictures asked for when the first one is made
   * @param options.box what each is to fit into; by default what suits a preview
   * @param options.atOnce how many are made at a time
   */
  constructor(
    private readonly cache: PictureCache,
    private readonly pictures: () => Promise<Pick<Pictures, 'small'>>,
    private readonly options: { readonly box?: PictureBox; readonly atOnce?: number } = {},
  ) {}

  /** Where they are, absolute. */
  get folder(): string {
    return this.cache.folder;
  }

  /** Where a small picture is, once it is made. */
  of({ name }: Pick<SmallPicture, 'name'>): string | undefined {
    return this.cache.of(name);
  }

  /**
   * Makes those that are missing, the first one first, before those that were wanted earlier: what is in sight now
   * matters most.
   */
  make(wanted: readonly SmallPicture[], wish: SmallPictureWish): void {
    const names = new Set(wanted.map(({ name }) => name));
    const earlier = wish.alone ? [] : this.wanted.filter(({ picture }) => !names.has(picture.name));
    this.wanted = [...earlier, ...wanted.map((picture) => ({ picture, wish })).reverse()];
    this.startNext();
  }

  private startNext(): void {
    while (this.underWay.size < (this.options.atOnce ?? 1)) {
      const next = this.wanted.pop();
      if (!next) return;
      const { name } = next.picture;
      if (next.wish.signal.aborted || this.underWay.has(name)) continue;
      this.underWay.add(name);
      void this.makeOne(next).finally(() => {
        this.underWay.delete(name);
        this.startNext();
      });
    }
  }

  /** Never rejects. */
  private async makeOne({ picture, wish }: Wanted): Promise<void> {
    const { name, path } = picture;
    const failure = this.failures.get(name);
    if (failure && failure.tries >= MOST_TRIES) {
      wish.onFailed?.(picture, failure.problem);
      return;
    }
    if (this.of(picture) !== undefined) return;
    try {
      const { bytes } = await (await this.pictures()).small(path, this.options.box);
      await this.cache.add(name, bytes);
    } catch (error) {
      // Another program may not have finished it: the next look tries again.
      this.fail(picture, wish, toProblem(error, basename(path)), (failure?.tries ?? 0) + 1);
      return;
    }
    this.failures.delete(name);
    if (!wish.signal.aborted) wish.onMade(picture);
  }

  private fail(picture: SmallPicture, wish: SmallPictureWish, problem: Problem, tries: number): void {
    this.failures.set(picture.name, { tries, problem });
    const oldest = this.failures.keys().next();
    if (this.failures.size > MOST_FAILURES && !oldest.done) this.failures.delete(oldest.value);
    if (!wish.signal.aborted) wish.onFailed?.(picture, problem);
  }
}
