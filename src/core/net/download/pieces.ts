import type { FileHandle } from 'node:fs/promises';

/** Bytes as they came, piece by piece: to join large ones would copy them. */
export class Pieces {
  private readonly pieces: Uint8Array[] = [];
  private length = 0;

  get size(): number {
    return this.length;
  }

  /** They are not to be changed any more. */
  push(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.length += bytes.length;
  }

  /** @returns fewer than `length` bytes only where they end */
  read(offset: number, length: number): Promise<Buffer> {
    const found: Uint8Array[] = [];
    let start = 0;
    for (const piece of this.pieces) {
      const [from, to] = [Math.max(0, offset - start), Math.min(piece.length, offset + length - start)];
      if (from < to) found.push(piece.subarray(from, to));
      start += piece.length;
    }
    const [first] = found;
    const isOne = first !== undefined && found.length === 1;
    return Promise.resolve(
      isOne ? Buffer.from(first.buffer, first.byteOffset, first.length) : Buffer.concat(found),
    );
  }

  writeTo(file: FileHandle): Promise<void> {
    return writePieces(file, this.pieces, 0);
  }
}

/** Writes pieces one behind the other. A call may take fewer bytes than it is given. @param onWritten told how many it took */
export async function writePieces(
  file: FileHandle,
  pieces: readonly Uint8Array[],
  at: number,
  onWritten: (bytes: number) => void = () => undefined,
): Promise<void> {
  let left = pieces.reduce((sum, { length }) => sum + length, 0);
  for (let rest = pieces, position = at; left > 0;) {
    const { bytesWritten } = await file.writev(rest, position);
    onWritten(bytesWritten);
    position += bytesWritten;
    left -= bytesWritten;
    rest = behind(rest, bytesWritten);
  }
}

/** What is left of pieces behind so many bytes. */
function behind(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skipped = 0;
  return pieces.flatMap((piece) => {
    const from = Math.min(piece.length, Math.max(0, bytes - skipped));
    skipped += piece.length;
    return from < piece.length ? [piece.subarray(from)] : [];
  });
}
