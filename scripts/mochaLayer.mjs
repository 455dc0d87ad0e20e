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

// For the processes that run the files.
if (layer !== 'unit') process.env.TEST_SHARED_BROWSER = '1';
const { timeout } = JSON.parse(readFileSync('.mocharc.json', 'utf8'));
// The largest first: a long one at the end would leave the other process idle.
const size = (/** @type {string} */ file) => statSync(file).size;
const result = await runFiles(
  tests.sort((a, b) => size(b) - size(a)),
  // Tests of the first layer wait for processes that they start half of the time; windows never do.
  layer === 'unit' ? 3 : 2,
);
// Playwright loses a frame of the real window now and then on a machine under load: a suite that fails twice is red.
const again = [...result.failedFiles.keys()];
if (layer === 'ui' && again.length > 0 && again.length <= 3 && again.every((file) => file !== '')) {
  console.log(
    `\nFailed, and run once more by themselves: ${again.map((file) => path.basename(file)).join(', ')}`,
  );
  const second = await runFiles(again, 1);
  const first = again.reduce((sum, file) => sum + (result.passedFiles.get(file) ?? 0), 0);
  result.passed += second.passed - first;
  result.failed = second.failed;
}
const record = process.env.TEST_COUNTS_FILE;
if (record !== undefined)
  writeFileSync(record, JSON.stringify({ passed: result.passed, failed: result.failed }));
// What suites share, such as a browser, is open until the end of its process: here that of those that ran once more.
process.exit(result.failed > 0 || result.passed === 0 ? 1 : 0);

/**
 * Runs test files. Failures count by file, so that these can be run again as a whole.
 * @param {readonly string[]} files
 * @param {number} jobs how many at a time
 */
async function runFiles(files, jobs) {
  const mocha = new Mocha({
    timeout,
    forbidOnly: true,
    forbidPending: true,
    color: process.stdout.isTTY,
    parallel: true,
    jobs,
    // For the processes that run the files; the types do not know this option.
    ...{ require: [path.resolve('scripts/mochaWorker.mjs')] },
  });
  for (const file of files) mocha.addFile(file);
  const counts = {
    passed: 0,
    failed: 0,
    /** @type {Map<string, number>} */ passedFiles: new Map(),
    /** @type {Map<string, number>} */ failedFiles: new Map(),
  };
  const add = (/** @type {Map<string, number>} */ map, /** @type {string | undefined} */ file) =>
    map.set(file ?? '', (map.get(file ?? '') ?? 0) + 1);
  const failures = await new Promise((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => {
        counts.passed++;
        add(counts.passedFiles, test.file);
      })
      .on('fail', (test) => {
        counts.failed++;
        add(counts.failedFiles, test.file);
      });
  });
  if (failures > counts.failed) counts.failed = failures;
  return counts;
}
