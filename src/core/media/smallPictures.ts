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
  /** Called after each of them that was not there. */
  readonly onMade: (made: SmallPicture) => void;
  /** Called for each that cannot be made. */
  readonly onFailed?: (picture: SmallPicture, problem: Problem) => void;
  readonly signal: AbortSignal;
  /** Those that were wanted earlier are not wanted any more. */
  readonly alone?: boolean;
  /** `onMade` is called for those that are there already, too. */
  readonly tellAll?: boolean;
}

interface Wanted {
  readonly picture: SmallPicture;
  readonly wish: SmallPictureWish;
}

/** What became of one. */
interface Made {
  readonly problem?: Problem;
  readonly wasThere?: boolean;
}

/** Small pictures in a cache that a page may read: each is made once, a few at a time. */
export class SmallPictures {
  private readonly failures = new Map<string, { readonly tries: number; readonly problem: Problem }>();
  /** Those to be made, the next one last. */
  private wanted: Wanted[] = [];
  /** By name, those who are told when it is made. */
  private readonly underWay = new Map<string, SmallPictureWish[]>();

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
    const waiting = wanted.filter(({ name }) => {
      const wishes = this.underWay.get(name);
      wishes?.push(wish);
      return !wishes;
    });
    this.wanted = [...earlier, ...waiting.map((picture) => ({ picture, wish })).reverse()];
    this.startNext();
  }

  private startNext(): void {
    while (this.underWay.size < (this.options.atOnce ?? 1)) {
      const next = this.wanted.pop();
      if (!next) return;
      const { picture, wish } = next;
      const { name } = picture;
      if (wish.signal.aborted) continue;
      const wishes = [wish];
      this.underWay.set(name, wishes);
      void this.makeOne(picture).then((made) => {
        this.underWay.delete(name);
        for (const each of wishes) tell(each, picture, made);
        this.startNext();
      });
    }
  }

  /** Never rejects. */
  private async makeOne(picture: SmallPicture): Promise<Made> {
    const { name, path } = picture;
    const failure = this.failures.get(name);
    if (failure && failure.tries >= MOST_TRIES) return { problem: failure.problem };
    if (this.of(picture) !== undefined) return { wasThere: true };
    try {
      const { bytes } = await (await this.pictures()).small(path, this.options.box);
      await this.cache.add(name, bytes);
      this.failures.delete(name);
      return {};
    } catch (error) {
      const problem = toProblem(error, basename(path));
      // Another program may not have finished it: the next look tries again.
      this.remember(name, { tries: (failure?.tries ?? 0) + 1, problem });
      return { problem };
    }
  }

  private remember(name: string, failure: { readonly tries: number; readonly problem: Problem }): void {
    this.failures.set(name, failure);
    const oldest = this.failures.keys().next();
    if (this.failures.size > MOST_FAILURES && !oldest.done) this.failures.delete(oldest.value);
  }
}

function tell(wish: SmallPictureWish, picture: SmallPicture, { problem, wasThere = false }: Made): void {
  if (wish.signal.aborted) return;
  if (problem) wish.onFailed?.(picture, problem);
  else if (!wasThere || wish.tellAll) wish.onMade(picture);
}
