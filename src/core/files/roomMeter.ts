import { freeBytes, requireRoom } from './freeSpace';

/** So many bytes may be written before the system is asked again, since others write to the drive, too. */
const EVERY_BYTES = 64 * 2 ** 20;

/** Whether there is room for many small files, without a question to the system for each. */
export class RoomMeter {
  /** Bytes that may be written before the next question, by folder. */
  private readonly left = new Map<string, number>();

  /** @param reserve bytes that are to stay free */
  constructor(
    private readonly reserve: () => number,
    private readonly free: typeof freeBytes = freeBytes,
  ) {}

  /**
   * @param bytes that are needed
   * @param coming bytes that are written until this is asked again
   * @throws Problem `disk_full` where there is no room for them
   */
  async require(folder: string, bytes: number, coming: number): Promise<void> {
    const left = (this.left.get(folder) ?? 0) - coming;
    this.left.set(folder, left);
    if (left >= 0) return;
    this.left.delete(folder);
    const free = await this.free(folder);
    const reserve = this.reserve();
    await requireRoom(folder, bytes, reserve, () => Promise.resolve(free));
    // Close to the end, each is asked for.
    this.left.set(folder, Math.min(EVERY_BYTES, (free ?? Infinity) - reserve) - coming);
  }
}
