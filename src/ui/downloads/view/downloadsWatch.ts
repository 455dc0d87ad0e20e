import type { Downloads } from '../../../core/downloads/queue/downloads';
import { Emitter } from '../../platform/emitter';
import { Looks } from '../../platform/looks';
import type { DownloadsSnapshot } from './downloadsTree';

/** Bytes are told many times a second: users do not read as fast. */
const NOT_BEFORE_MS = 500;

/** What there is of downloads, in every window: one look for all that shows them. */
export class DownloadsWatch {
  private readonly looked = new Emitter<DownloadsSnapshot>();
  /** There may be news; told once after each look. */
  readonly onDidLook = this.looked.event;
  private readonly looks: Looks;
  private readonly ends: readonly (() => void)[];

  constructor(
    private readonly downloads: Downloads,
    private readonly isMetered: () => boolean,
    onError: (error: unknown) => void,
  ) {
    this.looks = new Looks(() => this.lookAtAll(), NOT_BEFORE_MS, onError);
    const lookSoon = () => this.looks.soon();
    this.ends = [downloads.queue.watch(lookSoon), downloads.runner.onDidChange(lookSoon)];
    this.look();
  }

  /** Looks now: something was done to a download here. */
  look(): void {
    this.looks.now();
  }

  private async lookAtAll(): Promise<void> {
    const { queue, runner } = this.downloads;
    const held = this.isMetered() ? 'metered' : runner.isOffline ? 'offline' : undefined;
    this.looked.fire({ tasks: await queue.list(), live: new Map(runner.live), held });
  }

  dispose(): void {
    for (const end of this.ends) end();
    this.looks.dispose();
    this.looked.dispose();
  }
}
