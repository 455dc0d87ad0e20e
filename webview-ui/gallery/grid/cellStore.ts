import type { GalleryCell } from '../../../src/protocol/gallery';

/** Places of a block: they are asked for, kept and forgotten together. */
export const BLOCK = 100;

interface Block {
  readonly cells: (GalleryCell | undefined)[];
  /** An answer is awaited. */
  asked: boolean;
  /** It answered that there is nothing: asked again, it would say so again. */
  isOver: boolean;
}

/** What is known of the cells of one list: those near to what was shown last. */
export class CellStore {
  /** Those that were wanted last are last. */
  private readonly blocks = new Map<number, Block>();
  private readonly holes = new Set<number>();

  private altered = false;

  /** @param most blocks that are kept */
  constructor(private readonly most = 60) {}

  get(place: number): GalleryCell | undefined {
    return this.blocks.get(Math.floor(place / BLOCK))?.cells[place % BLOCK];
  }

  /** Something of the list is another than when it was made. */
  get isAltered(): boolean {
    return this.altered;
  }

  /** The picture that was here is gone. */
  isHole(place: number): boolean {
    return this.holes.has(place);
  }

  /**
   * The place to ask for cells from, so that those from the first to the last of these places are known in the end;
   * it is taken to be asked for now.
   */
  ask(first: number, last: number): number | undefined {
    const [from, to] = [Math.floor(first / BLOCK), Math.floor(last / BLOCK)];
    for (let index = from; index <= to; index++) this.use(index);
    for (let index = from; index <= to; index++) {
      const block = this.use(index);
      if (block.asked || block.isOver) continue;
      const missing = this.missing(index, block, last);
      if (missing === undefined) continue;
      block.asked = true;
      return missing;
    }
    return undefined;
  }

  /** Takes an answer to a request from a place on. */
  put(from: number, cells: readonly GalleryCell[]): void {
    this.answered(from);
    const asked = this.use(Math.floor(from / BLOCK));
    if (cells.length === 0) asked.isOver = true;
    for (const [index, cell] of cells.entries()) {
      const place = from + index;
      this.use(Math.floor(place / BLOCK)).cells[place % BLOCK] = cell;
    }
    this.bound();
  }

  /** A request from that place on was answered, or failed: it may be asked again. */
  answered(from: number): void {
    const block = this.blocks.get(Math.floor(from / BLOCK));
    if (block) block.asked = false;
  }

  /** Changes a cell that is known. */
  change(place: number, change: Partial<GalleryCell>): void {
    const cell = this.get(place);
    if (cell) this.use(Math.floor(place / BLOCK)).cells[place % BLOCK] = { ...cell, ...change };
  }

  /** These are others now, and are asked for again; those that are gone stay as holes. */
  alter(places: readonly number[], gone: readonly number[]): void {
    this.altered = true;
    for (const place of gone) this.holes.add(place);
    for (const place of places) {
      const block = this.blocks.get(Math.floor(place / BLOCK));
      if (block) block.cells[place % BLOCK] = undefined;
    }
  }

  /** All cells that are known. */
  *known(): Iterable<[place: number, cell: GalleryCell]> {
    for (const [index, { cells }] of this.blocks)
      for (const [offset, cell] of cells.entries()) if (cell) yield [index * BLOCK + offset, cell];
  }

  private missing(index: number, { cells }: Block, last: number): number | undefined {
    const end = Math.min(BLOCK, last - index * BLOCK + 1);
    for (let offset = 0; offset < end; offset++)
      if (!cells[offset] && !this.holes.has(index * BLOCK + offset)) return index * BLOCK + offset;
    return undefined;
  }

  private use(index: number): Block {
    const block = this.blocks.get(index) ?? { cells: [], asked: false, isOver: false };
    this.blocks.delete(index);
    this.blocks.set(index, block);
    return block;
  }

  private bound(): void {
    for (const index of this.blocks.keys()) {
      if (this.blocks.size <= this.most) return;
      this.blocks.delete(index);
    }
  }
}
