/** Texts of one block lie behind each other; no text is longer. */
const BLOCK_BYTES = 256 * 1024;

interface Block {
  readonly bytes: Buffer;
  used: number;
  /** The first of its texts, and the one behind its last. */
  readonly first: number;
  end: number;
}

/**
 * A text of each of many pictures, as UTF-8 in a few large blocks: a search through all of them is one search through
 * each block, and they take no more room than their letters. A text that is replaced stays where it is, and counts no
 * more.
 */
export class TextColumn {
  private readonly blocks: Block[] = [];
  /** Where each text begins in its block, and which picture it is of. */
  private readonly starts: number[] = [];
  private readonly owners: number[] = [];
  /** The text that counts, by picture; -1 for none. */
  private readonly latest: number[] = [];

  /** @param text folded, without a zero in it; it is copied, and cut off where it is longer than a block */
  set(id: number, text: Uint8Array): void {
    this.setMany([id], text, [text.length]);
  }

  /**
   * Sets the texts of some pictures, which are copied at once: of many, most of the time would go into the calls.
   * @param bytes the texts, each with a byte behind it, but for the last one
   * @param lengths of each of them, without that byte
   */
  setMany(ids: readonly number[], bytes: Uint8Array, lengths: readonly number[]): void {
    if (bytes.length >= BLOCK_BYTES && ids.length > 1) {
      let at = 0;
      ids.forEach((id, index) => {
        const length = lengths[index] ?? 0;
        this.setMany([id], bytes.subarray(at, at + length), [length]);
        at += length + 1;
      });
      return;
    }
    const kept = bytes.length < BLOCK_BYTES ? bytes : bytes.subarray(0, BLOCK_BYTES - 1);
    const block = this.blockFor(kept.length);
    const { bytes: own } = block;
    own.set(kept, block.used);
    ids.forEach((id, index) => {
      while (this.latest.length <= id) this.latest.push(-1);
      const length = Math.min(lengths[index] ?? 0, BLOCK_BYTES - 1);
      this.latest[id] = length === 0 ? -1 : this.starts.length;
      if (length > 0) {
        this.starts.push(block.used);
        this.owners.push(id);
        block.end++;
      }
      // A zero ends it, so that nothing is found across two texts.
      own[block.used + length] = 0;
      block.used += length + 1;
    });
  }

  private blockFor(length: number): Block {
    const last = this.blocks.at(-1);
    if (last && last.used + length + 1 <= BLOCK_BYTES) return last;
    const first = this.starts.length;
    const block = { bytes: Buffer.allocUnsafeSlow(BLOCK_BYTES), used: 0, first, end: first };
    this.blocks.push(block);
    return block;
  }

  /** The text of a picture; empty where it has none. */
  get(id: number): Buffer {
    const text = this.latest[id] ?? -1;
    const block = text < 0 ? undefined : this.blocks.find(({ first, end }) => text >= first && text < end);
    if (!block) return Buffer.alloc(0);
    const start = this.starts[text] ?? 0;
    return block.bytes.subarray(start, block.bytes.indexOf(0, start));
  }

  /** Marks the pictures whose text has a needle in it. @param marks one byte a picture */
  find(needle: Buffer, marks: Uint8Array): void {
    for (const block of this.blocks) {
      const bytes = block.bytes.subarray(0, block.used);
      for (let at = bytes.indexOf(needle); at >= 0;) {
        const text = this.textAt(block, at);
        const owner = this.owners[text] ?? 0;
        if (this.latest[owner] === text) marks[owner] = 1;
        if (text + 1 >= block.end) break;
        at = bytes.indexOf(needle, this.starts[text + 1]);
      }
    }
  }

  /** The last text of a block that begins at a place or before it. */
  private textAt({ first, end }: Block, at: number): number {
    let [low, high] = [first, end - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
