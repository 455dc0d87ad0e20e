/** Counts requests. Given to one client after another, it counts those of all. */
export class RequestCounter {
  private requests = 0;

  get count(): number {
    return this.requests;
  }

  add(): void {
    this.requests++;
  }
}
