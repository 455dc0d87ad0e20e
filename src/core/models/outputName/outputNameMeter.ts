import type { OutputNameProgress } from './types';

/** Counts the bytes of all phases. */
export class OutputNameMeter {
  private phase: OutputNameProgress['phase'] = 'hashing';
  private bytesDone = 0;

  /** @param bytes of all phases */
  constructor(
    private readonly bytes: number,
    private readonly report: (progress: OutputNameProgress) => void,
  ) {}

  enter(phase: OutputNameProgress['phase']): void {
    this.phase = phase;
    this.tell();
  }

  /** The header that is added makes the new file a little larger than what was counted. */
  add(bytes: number): void {
    this.bytesDone = Math.min(this.bytes, this.bytesDone + bytes);
    this.tell();
  }

  private tell(): void {
    const { phase, bytes, bytesDone } = this;
    this.report({ phase, bytes, bytesDone });
  }
}
