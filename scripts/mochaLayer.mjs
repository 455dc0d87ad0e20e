// Runs the tests of one layer that lives in plain Node: node scripts/mochaLayer.mjs unit|ui|vsix [FILE…]
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import Mocha from 'mocha';

const [layer = 'unit', ...only] = process.argv.slice(2);
const folder = path.resolve('dist/test', layer);
const built = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
const tests = built
  .filter((file) => file.endsWith('.test.js'))
  .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
  .map((file) => path.join(folder, file));

const { timeout } = JSON.parse(readFileSync('.mocharc.json', 'utf8'));
// Two files at a time: most of what the ui layer does is waiting.
const mocha = new Mocha({
  timeout,
  forbidOnly: true,
  forbidPending: true,
  color: process.stdout.isTTY,
  parallel: true,
  jobs: 2,
  // For the processes that run the files; the types do not know this option.
  ...{ require: [path.resolve('scripts/mochaWorker.mjs')] },
});
// The largest first: a long one at the end would leave the other process idle.
const size = (/** @type {string} */ file) => statSync(file).size;
for (const file of tests.sort((a, b) => size(b) - size(a))) mocha.addFile(file);

const counts = { passed: 0, failed: 0 };
mocha
  .run((failures) => {
    process.exitCode = failures > 0 || counts.passed === 0 ? 1 : 0;
    const record = process.env.TEST_COUNTS_FILE;
    if (record !== undefined) writeFileSync(record, JSON.stringify(counts));
  })
  .on('pass', () => counts.passed++)
  .on('fail', () => counts.failed++);
