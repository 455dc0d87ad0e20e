/** A tensor of a file for tests: 32-bit numbers, or bytes of another type. */
export interface TestTensor {
  readonly values: readonly number[];
  readonly dtype?: 'F32' | 'F16' | 'BF16';
}

/** The bytes of a safetensors file with these tensors. */
export function safetensors(
  tensors: Readonly<Record<string, TestTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  const parts: Buffer[] = [];
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, { values, dtype = 'F32' }] of Object.entries(tensors)) {
    const bytes = bytesOf(values, dtype);
    header[name] = { dtype, shape: [values.length], data_offsets: [at, at + bytes.length] };
    at += bytes.length;
    parts.push(bytes);
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...parts]);
}

/** For F16 and BF16 the values are the raw 16 bits. */
function bytesOf(values: readonly number[], dtype: 'F32' | 'F16' | 'BF16'): Buffer {
  return dtype === 'F32'
    ? Buffer.from(Float32Array.from(values).buffer)
    : Buffer.from(Uint16Array.from(values).buffer);
}
