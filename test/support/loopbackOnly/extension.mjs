// All extensions share one process, so this one sees the connections of the extension under test.
import { appendFileSync } from 'node:fs';
import { onlyLoopback } from './guard.mjs';

export function activate() {
  const record = process.env.TEST_FOREIGN_REQUESTS;
  onlyLoopback((host) => record !== undefined && appendFileSync(record, `${host}\n`));
}
