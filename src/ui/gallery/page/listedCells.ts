import type { GalleryCell } from '../../../core/gallery/engine';
import type { Gallery } from '../../../core/gallery/gallery';

/** Cells in one answer: some screens. */
const CHUNK = 200;
/** Cells that are remembered for their thumbnails: more than a page asks for at a time. */
const REMEMBERED = 4000;

/** The cells of one list that its page has asked for last. */
export class ListedCells {
  private readonly cells = new Map<number, GalleryCell>();

  constructor(
    readonly revision: number,
    private readonly gallery: Pick<Gallery, 'cells'>,
  ) {}

  /** Some cells from a place on. */
  from(place: number): Promise<readonly GalleryCell[]> {
    return this.ask(place, CHUNK);
  }

  /** The cells at some places, in their order; those of a page that stayed longer than they are remembered are asked for again. */
  async at(places: readonly number[]): Promise<readonly (readonly [place: number, cell: GalleryCell])[]> {
    const known = new Map(places.map((place) => [place, this.cells.get(place)]));
    for (const place of places) {
      if (known.get(place)) continue;
      const answer = await this.ask(place, CHUNK);
      for (const [index, cell] of answer.entries()) if (known.has(place + index)) known.set(place + index, cell); // prettier-ignore
    }
    return [...known].flatMap(([place, cell]) => (cell ? [[place, cell] as const] : []));
  }

  private async ask(place: number, count: number): Promise<readonly GalleryCell[]> {
    const answer = await this.gallery.cells(this.revision, place, count);
    for (const [index, cell] of answer.entries()) {
      // What was asked for last is last.
      this.cells.delete(place + index);
      this.cells.set(place + index, cell);
    }
    for (const oldest of this.cells.keys()) {
      if (this.cells.size <= REMEMBERED) break;
      this.cells.delete(oldest);
    }
    return answer;
  }
}
