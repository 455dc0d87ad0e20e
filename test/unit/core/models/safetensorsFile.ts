/** The bytes of a safetensors file with the given header, and zeros for tensors. */
export function safetensorsBytes(header: unknown, dataBytes = 0): Buffer {
  return withHeader(Buffer.from(typeof header === 'string' ? header : JSON.stringify(header)), dataBytes);
}

/** The same for a header that is not text, or whose length is a lie. */
export function withHeader(header: Buffer, dataBytes = 0, length = BigInt(header.length)): Buffer {
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length);
  return Buffer.concat([start, header, Buffer.alloc(dataBytes)]);
}
