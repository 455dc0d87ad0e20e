import { hash } from 'node:crypto';

/** Names bytes, to tell whether a file still holds them: SHA-256 in hex. */
export function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}
