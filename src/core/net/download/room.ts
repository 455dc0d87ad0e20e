import { freeBytes, requireRoom } from '../../files/freeSpace';

/** Asked before the first byte, and again after so many, since others write to the drive, too. */
const EVERY_BYTES = 8 * 2 ** 20;

/** Whether there is room for a download, before and while it comes. */
export class Room {
  private sinceAsked = 0;

  /**
   * @param path where it is written
   * @param reserve bytes that are to stay free
   */
  constructor(
    private readonly path: string,
    private readonly reserve: () => number,
    private readonly free: typeof freeBytes = freeBytes,
  ) {}

  /** @throws Problem `disk_full` where there is none for so many bytes */
  async require(bytes: number): Promise<void> {
    this.sinceAsked = 0;
    await requireRoom(this.path, Math.max(0, bytes), this.reserve(), this.free);
  }

  /**
   * Asks again now and then.
   * @param more bytes that came
   * @param left bytes that are still to come; 0 where that is not known
   * @throws Problem `disk_full`
   */
  async after(more: number, left: number): Promise<void> {
    this.sinceAsked += more;
    if (this.sinceAsked >= EVERY_BYTES) await this.require(left);
  }
}
