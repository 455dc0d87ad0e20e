import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** What a `ThreadDigest` sends to its thread. Bytes in shared memory are not copied. */
export type ToDigest =
  | { readonly kind: 'update'; readonly bytes: Uint8Array }
  | { readonly kind: 'reset' }
  | { readonly kind: 'result' };

/** The SHA-256, lower case; empty for bytes that were taken. */
export type FromDigest = string;

let hash = createHash('sha256');

parentPort?.on('message', (message: ToDigest) => {
  if (message.kind === 'reset') {
    hash = createHash('sha256');
    return;
  }
  if (message.kind === 'update') hash.update(message.bytes);
  const answer: FromDigest = message.kind === 'result' ? hash.digest('hex') : '';
  parentPort?.postMessage(answer);
});
