/** Threads that are started when they are first asked for. */
export class LazyThreads<T extends { close(): Promise<void> }> {
  private started: Promise<T> | undefined;

  constructor(private readonly start: () => Promise<T>) {}

  get(): Promise<T> {
    this.started ??= this.start();
    return this.started;
  }

  dispose(): void {
    void this.started?.then((threads) => threads.close());
  }
}
