import { oneAtATime } from '../../platform/oneAtATime';

/** A scan within this time is not repeated when the view is shown again. */
const FRESH_MS = 10_000;

/** Decides when the folders are scanned. Nothing is scanned before the first question. */
export class ScanSchedule {
  /** Scans now; calls during a scan share one more scan after it. Never rejects. */
  readonly refresh = oneAtATime(async () => {
    if (await this.scan()) this.scannedAt = this.now();
    else this.latest = undefined;
  });

  private latest: Promise<void> | undefined;
  private scannedAt = -Infinity;

  /**
   * @param scan scans the folders and shows a failure; whether it succeeded
   * @param now the time in milliseconds
   */
  constructor(
    private readonly scan: () => Promise<boolean>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Resolves when the folders have been scanned at least once, by this call if need be. */
  async ready(): Promise<void> {
    await (this.latest ??= this.refresh());
  }

  /** Scans, unless that was done a moment ago. */
  scanIfStale(): void {
    if (this.now() - this.scannedAt > FRESH_MS) void (this.latest = this.refresh());
  }

  /** Scans again, if anything was scanned before. */
  rescan(): void {
    if (this.latest) void (this.latest = this.refresh());
  }
}
