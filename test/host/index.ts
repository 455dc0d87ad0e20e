import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * What VS Code calls in its extension host: runs every test built beside this file.
 * Throws where one fails, which VS Code turns into the exit code.
 */
export async function run(): Promise<void> {
  // The lines of the editor come in the same log (scripts/hostTests.mjs).
  Mocha.reporters.Base.consoleLog = (...line: unknown[]) => console.log(`[test] ${format(...line)}`);
  const mocha = new Mocha({ timeout: 60_000, forbidOnly: true, forbidPending: true });
  const tests = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.js'),
  );
  for (const file of tests.sort()) mocha.addFile(path.join(__dirname, file));
  const stats = { passed: 0, failed: 0 };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', () => stats.passed++)
      .on('fail', () => stats.failed++);
  });
  const countsFile = process.env.TEST_COUNTS_FILE;
  if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify(stats));
  if (stats.failed > 0) throw new Error(`${stats.failed} failed`);
}
