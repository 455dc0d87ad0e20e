import type { CellView } from './cellView';

/** Videos that play at a time, at most. */
const MOST_PLAYING = 2;
/** Milliseconds that the mouse must rest on a video: a hand that crosses the page starts none. */
const REST_MS = 150;

/** Plays the video that the mouse is over. */
export class HoverVideos {
  private readonly playing: CellView[] = [];
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private over: CellView | undefined;

  /** The mouse is over this cell now, or over none. */
  hover(cell: CellView | undefined): void {
    if (cell === this.over) return;
    clearTimeout(this.waiting);
    this.over?.stop();
    this.over = cell;
    if (cell?.current?.kind !== 'video' || wantsCalm()) return;
    this.waiting = setTimeout(() => this.play(cell), REST_MS);
  }

  private play(cell: CellView): void {
    if (!cell.play()) return;
    this.playing.push(cell);
    while (this.playing.length > MOST_PLAYING) this.playing.shift()?.stop();
  }
}

/** The user asked the system, or the editor, for less motion. */
function wantsCalm(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;
}
