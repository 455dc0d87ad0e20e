import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Names bytes, to tell whether a file still holds them: SHA-256 in hex. */
export function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** The same of a whole file, of any size. @returns its bytes, too. @throws the error of the system */
export async function digestOfFile(
  path: string,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    digest.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: digest.digest('hex'), bytes };
}
