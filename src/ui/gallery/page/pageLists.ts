/** The lists of one page that are held: the one that it shows, and the one that was made for it last. */
export class PageLists {
  private readonly held = new Set<number>();
  private shownOne = -1;
  private isOver = false;

  /** @param drop lets a list go */
  constructor(private readonly drop: (revision: number) => void) {}

  /** A list was made. The one that the page shows stays until it shows another: the user goes on in it meanwhile. */
  made(revision: number): void {
    this.held.add(revision);
    this.keep((each) => !this.isOver && (each === revision || each === this.shownOne));
  }

  /** The page shows a list now; later ones may be on their way to it. */
  shown(revision: number): void {
    this.shownOne = revision;
    this.keep((each) => each >= revision);
  }

  /** The page is closed. */
  end(): void {
    this.isOver = true;
    this.keep(() => false);
  }

  private keep(isKept: (revision: number) => boolean): void {
    for (const each of [...this.held]) if (!isKept(each) && this.held.delete(each)) this.drop(each);
  }
}
