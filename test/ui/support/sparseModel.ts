import { truncateSync, writeFileSync } from 'node:fs';

/** Writes a whole safetensors file of that many bytes of data: zeros that take no room, and a while to hash. */
export function writeSparseModel(file: string, dataBytes: number): void {
  const header = Buffer.from(
    JSON.stringify({ weight: { dtype: 'U8', shape: [dataBytes], data_offsets: [0, dataBytes] } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(file, Buffer.concat([length, header]));
  truncateSync(file, length.length + header.length + dataBytes);
}
