// npm test: provisions what is missing, checks the sources and runs every layer.
//   node scripts/test.mjs [unit|host|ui|vsix|desktop …]   only these layers, without the checks
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { mustRun, pinnedNode, run } from './processes.mjs';
import { ensureChromium, ensureDependencies, ensureVSCode } from './provision.mjs';

const ALL_LAYERS = ['unit', 'host', 'ui', 'vsix'];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const asked = process.argv.slice(2);
const unknown = asked.filter((layer) => ![...ALL_LAYERS, 'desktop'].includes(layer));
if (unknown.length > 0) {
  console.error(`There is no test layer ${unknown.join(', ')}: ${ALL_LAYERS.join(', ')} or desktop`);
  process.exit(2);
}

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const troubles = [];
await ensureDependencies();
if (asked.length === 0) await check();
if (await build()) {
  for (const layer of asked.length === 0 ? ALL_LAYERS : asked) await runLayer(layer);
}
for (const trouble of troubles) console.log(`✗ ${trouble}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Format, lint and types: one test each, all at once. */
async function check() {
  await Promise.all(
    ['format:check', 'lint', 'typecheck'].map(async (name) => {
      const code = await run('npm', ['run', '--silent', name], { quiet: true });
      console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
      count(code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
      if (code !== 0) troubles.push(name);
    }),
  );
}

/** @returns {Promise<boolean>} */
async function build() {
  // A test that has been removed or renamed would stay built, and be found.
  rmSync('dist/test', { recursive: true, force: true });
  const code = await run(pinnedNode, ['esbuild.mjs', '--tests']);
  count(code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  if (code !== 0) troubles.push('build');
  return code === 0;
}

/**
 * Runs one layer and adds what it counted. One that ran nothing, or ended badly in spite of its counts, has failed.
 * @param {string} layer
 */
async function runLayer(layer) {
  console.log(`\n── ${layer} ${'─'.repeat(60 - layer.length)}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-counts-'));
  const record = path.join(folder, 'counts.json');
  const started = Date.now();
  let code = 1;
  try {
    code = await startLayer(layer, { TEST_COUNTS_FILE: record });
  } catch (error) {
    console.error(error);
  }
  const counts = readCounts(record);
  rmSync(folder, { recursive: true });
  if (counts.failed > 0) troubles.push(`${layer}: ${counts.failed} failed`);
  else if (counts.passed === 0) troubles.push(`${layer}: ran no test`);
  else if (code !== 0) troubles.push(`${layer}: its tests passed, but it ended with exit code ${code}`);
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  count(counts);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${layer}: ${counts.passed} passed, ${counts.failed} failed in ${seconds} s`);
}

/**
 * @param {string} layer
 * @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
async function startLayer(layer, env) {
  if (layer === 'unit') return run(pinnedNode, ['scripts/mochaLayer.mjs', layer], { env });
  if (layer === 'desktop') return run(pinnedNode, ['scripts/desktopTests.mjs'], { env });
  await ensureVSCode();
  await ensureChromium();
  if (layer === 'host') return run(pinnedNode, ['scripts/hostTests.mjs'], { env });
  if (layer === 'vsix') await mustRun(pinnedNode, ['scripts/package.mjs'], { quiet: true });
  return run(pinnedNode, ['scripts/mochaLayer.mjs', layer], { env });
}

/**
 * @param {string} file
 * @returns {{ passed: number, failed: number }}
 */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0 }; // It ended before it had counted.
  }
}

/** @param {{ passed: number, failed: number }} counts */
function count({ passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}
