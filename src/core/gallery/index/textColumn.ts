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
    while (this.latest.length <= id) this.latest.push(-1);
    if (text.length === 0) {
      this.latest[id] = -1;
      return;
    }
    const length = Math.min(text.length, BLOCK_BYTES - 1);
    let block = this.blocks.at(-1);
    if (!block || block.used + length + 1 > BLOCK_BYTES) {
      const first = this.starts.length;
      block = { bytes: Buffer.alloc(BLOCK_BYTES), used: 0, first, end: first };
      this.blocks.push(block);
    }
    this.latest[id] = this.starts.length;
    this.starts.push(block.used);
    this.owners.push(id);
    block.bytes.set(length < text.length ? text.subarray(0, length) : text, block.used);
    // A zero ends it, so that nothing is found across two texts.
    block.used += length + 1;
    block.end++;
  }

  /** The text of a picture; empty where it has none. */
  get(id: number): Buffer {
    const text = this.latest[id] ?? -1;
    const block = text < 0 ? undefined : this.blocks.find(({ first, end }) => text >= first && text < end);
    if (!block) return Buffer.alloc(0);
    const next = text + 1 < block.end ? (this.starts[text + 1] ?? block.used) : block.used;
    return block.bytes.subarray(this.starts[text], next - 1);
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
