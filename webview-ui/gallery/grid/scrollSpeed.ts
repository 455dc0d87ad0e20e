/** Pages a second from which on nothing can be seen of what goes by, and below which it can again. */
const FAST = 6;
const SLOW = 3;
/** Milliseconds without scrolling after which a step tells nothing of how fast it goes. */
const REST_MS = 300;
/** Share of the last step in the speed: single steps are uneven. */
const SHARE = 0.35;

/** Tells whether a list goes by too fast to be looked at. */
export class ScrollSpeed {
  private last: { readonly at: number; readonly time: number } | undefined;
  /** Pages a second. */
  private speed = 0;
  private fast = false;

  /**
   * The list was scrolled.
   * @param at pages from its top
   * @param time milliseconds
   */
  isFast(at: number, time: number): boolean {
    const { last } = this;
    this.last = { at, time };
    if (!last || time - last.time > REST_MS) {
      this.speed = 0;
      this.fast = false;
      return false;
    }
    const step = (Math.abs(at - last.at) * 1000) / Math.max(1, time - last.time);
    this.speed += (step - this.speed) * SHARE;
    this.fast = this.speed > (this.fast ? SLOW : FAST);
    return this.fast;
  }
}
