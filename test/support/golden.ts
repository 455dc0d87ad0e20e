import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the golden files lie, seen from the root of the repository. */
export const GOLDEN_FOLDER = join('test', 'golden');

/**
 * Compares a text with the golden file of this name. `UPDATE_GOLDEN=1 npm run test:unit` (or `test:ui`) writes it
 * instead; review the difference before you commit it.
 */
export function assertGolden(name: string, text: string): void {
  const path = join(GOLDEN_FOLDER, name);
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const golden = existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : '';
  assert.equal(text, golden, `${path} differs. If that is meant, run the test with UPDATE_GOLDEN=1.`);
}
