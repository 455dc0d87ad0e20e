import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Compares text with test/golden/NAME.txt. UPDATE_GOLDEN=1 writes the file instead, for a change that is wanted: the
 * difference is then read in git.
 */
export function assertGolden(name: string, lines: readonly string[]): void {
  const file = path.resolve('test/golden', `${name}.txt`);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${lines.join('\n')}\n`);
  const expected = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split(/\r?\n/) : [];
  assert.deepEqual(lines, expected, `differs from test/golden/${name}.txt`);
}
