import pLimit from 'p-limit';
import type { Downloads } from '../../../core/downloads/queue/downloads';
import { Emitter } from '../../platform/emitter';
import type { DownloadsSnapshot } from './downloadsTree';

/** Bytes are told many times a second: users do not read as fast. */
const NOT_BEFORE_MS = 500;

/** What there is of downloads, in every window: one look for all that shows them. */
export class DownloadsWatch {
  private readonly looked = new Emitter<DownloadsSnapshot>();
  /** There may be news; told once after each look. */
  readonly onDidLook = this.looked.event;
  private readonly looking = pLimit(1);
  private readonly ends: readonly (() => void)[];
  private soon: NodeJS.Timeout | undefined;
  private lookedAt = -Infinity;

  constructor(
    private readonly downloads: Downloads,
    private readonly isMetered: () => boolean,
    private readonly onError: (error: unknown) => void,
  ) {
    const lookSoon = () => this.lookSoon();
    this.ends = [downloads.queue.watch(lookSoon), downloads.runner.onDidChange(lookSoon)];
    this.look();
  }

  /** Looks now: something was done to a download here. */
  look(): void {
    clearTimeout(this.soon);
    this.soon = undefined;
    // One that waits will see what is new.
    if (this.looking.pendingCount > 0) return;
    void this.looking(async () => {
      try {
        this.lookedAt = performance.now();
        const { queue, runner } = this.downloads;
        const held = this.isMetered() ? 'metered' : runner.isOffline ? 'offline' : undefined;
        this.looked.fire({ tasks: await queue.list(), live: new Map(runner.live), held });
      } catch (error) {
        this.onError(error);
      }
    });
  }

  private lookSoon(): void {
    const wait = this.lookedAt + NOT_BEFORE_MS - performance.now();
    if (wait <= 0) this.look();
    else this.soon ??= setTimeout(() => this.look(), wait);
  }

  dispose(): void {
    for (const end of this.ends) end();
    clearTimeout(this.soon);
    this.looked.dispose();
  }
}
