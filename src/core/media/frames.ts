/** Frames of an animated PNG: the number in its `acTL` chunk, which stands before the pixels; else 1. */
export function framesOfPng(bytes: Buffer): number {
  for (let at = 8; at + 12 <= bytes.length;) {
    const kind = bytes.toString('latin1', at + 4, at + 8);
    if (kind === 'acTL') return at + 12 <= bytes.length ? Math.max(1, bytes.readUInt32BE(at + 8)) : 1;
    if (kind === 'IDAT' || kind === 'IEND') return 1;
    at += 12 + bytes.readUInt32BE(at);
  }
  return 1;
}
