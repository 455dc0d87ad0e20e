/** Something that is waited for until a test lets it happen. */
export class Gate {
  private release!: () => void;
  /** Settles when the gate is opened. */
  readonly opened = new Promise<void>((resolve) => (this.release = resolve));

  open(): void {
    this.release();
  }
}
