import type { GalleryCell, GalleryList } from '../../../src/protocol/gallery';
import { CellStore } from './cellStore';

/** Requests for cells that are under way at a time: more would wait for each other while the user scrolls on. */
const MOST_ASKED = 2;
/** Milliseconds between two notes of what is near. */
const NEAR_MS = 80;

export interface LoaderEvents {
  readonly ask: (from: number) => Promise<readonly GalleryCell[]>;
  /** The thumbnails of these places are wanted, the first one first. */
  readonly near: (places: readonly number[]) => void;
  /** Cells have come. */
  readonly onCells: () => void;
  /** The host does not know this list any more. */
  readonly onGone: () => void;
  readonly failed: (error: unknown) => void;
}

interface Sight {
  readonly first: number;
  readonly last: number;
  /** Whether the list was last scrolled upwards. */
  readonly up: boolean;
}

/** Gets the cells of one list, and their thumbnails, for what is in sight and a page around it. */
export class CellLoader {
  readonly store = new CellStore();
  private sight: Sight | undefined;
  private asked = 0;
  private noted = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;
  /** Of the list. */
  readonly revision: number;
  private readonly count: number;

  constructor(
    { revision, found }: Pick<GalleryList, 'revision' | 'found'>,
    private readonly events: LoaderEvents,
  ) {
    [this.revision, this.count] = [revision, found];
  }

  /** Another list is shown: nothing is asked for any more. */
  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  /** These places, both included, are in sight now. */
  see(first: number, last: number): void {
    const { sight } = this;
    if (sight?.first !== first || sight.last !== last)
      this.sight = { first, last, up: sight !== undefined && first < sight.first };
    this.pump();
    this.note();
  }

  /** Resolves when the cells from a place on have come, or cannot be had. */
  async first(from: number, to: number): Promise<void> {
    const asked = this.store.ask(from, Math.min(to, this.count - 1));
    if (asked !== undefined) await this.load(asked);
  }

  private pump(): void {
    const around = this.around();
    while (around && !this.isOver && this.asked < MOST_ASKED) {
      const from = this.store.ask(...around);
      if (from === undefined) return;
      void this.load(from);
    }
  }

  private async load(from: number): Promise<void> {
    this.asked++;
    try {
      const cells = await this.events.ask(from);
      if (this.isOver) return;
      this.store.put(from, cells);
      if (cells.length === 0) this.events.onGone();
      else this.events.onCells();
    } catch (error) {
      // Asked for again when the list is scrolled: at once would be for ever where it fails for ever.
      this.store.answered(from);
      if (!this.isOver) this.events.failed(error);
      return;
    } finally {
      this.asked--;
    }
    this.pump();
    this.note();
  }

  /** What is in sight, and a page before and after it. */
  private around(): [first: number, last: number] | undefined {
    if (!this.sight) return undefined;
    const { first, last } = this.sight;
    const page = last - first + 1;
    return [Math.max(0, first - page), Math.min(this.count - 1, last + page)];
  }

  private note(): void {
    if (this.timer !== undefined || this.isOver) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const places = this.lacking();
      const noted = places.join();
      if (noted === this.noted || this.isOver) return;
      this.noted = noted;
      if (places.length > 0) this.events.near(places);
    }, NEAR_MS);
  }

  /** Places near without a thumbnail: first what is in sight, then what comes next, then what was passed. */
  private lacking(): number[] {
    const around = this.around();
    if (!around || !this.sight) return [];
    const { first, last, up } = this.sight;
    const runs: [number, number][] = [
      [last + 1, around[1]],
      [around[0], first - 1],
    ];
    if (up) runs.reverse();
    const places: number[] = [];
    for (const [from, to] of [[first, last] as const, ...runs])
      for (let place = from; place <= to; place++) {
        const cell = this.store.get(place);
        if (cell && cell.thumbnail === undefined && cell.problem === undefined && !this.store.isHole(place))
          places.push(place);
      }
    return places;
  }
}
