/** Holds up the code that passes it until the test opens it. */
export class Gate {
  /** Resolves when the code under test has come to the gate. */
  readonly reached: Promise<void>;
  /** Resolves when the gate is opened. */
  readonly opened: Promise<void>;
  private arrive: () => void = () => undefined;
  private release: () => void = () => undefined;

  constructor() {
    this.reached = new Promise((resolve) => (this.arrive = resolve));
    this.opened = new Promise((resolve) => (this.release = resolve));
  }

  /** Called by the code under test; resolves when the gate is open. */
  pass(): Promise<void> {
    this.arrive();
    return this.opened;
  }

  open(): void {
    this.release();
  }
}
