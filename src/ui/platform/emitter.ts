/** What ends a subscription. */
export interface Subscription {
  dispose(): void;
}

/** Subscribes to something that happens. Fits where VS Code wants an event. */
export type Listenable<T> = (listener: (value: T) => unknown) => Subscription;

/** An event for code that does not load the editor. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => unknown>();

  readonly event: Listenable<T> = (listener) => {
    // Each subscription has an entry of its own, even if two of them share a function.
    const entry = (value: T) => listener(value);
    this.listeners.add(entry);
    return { dispose: () => void this.listeners.delete(entry) };
  };

  /** Calls every listener, whatever another one throws. */
  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (error) {
        // A listener may be another extension's: its failure is its own, and reported as such.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
