// npm test: provisions what is missing, checks the sources and runs every layer.
//   node scripts/test.mjs [unit|host|ui|vsix|desktop …]   only these layers, without the checks
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { endChildrenOnEnd, mustRun, pinnedNode, run } from './processes.mjs';
import {
  ensureChromium,
  ensureDependencies,
  ensureExiftool,
  ensurePython,
  ensureVSCode,
} from './provision.mjs';

const ALL_LAYERS = ['unit', 'host', 'ui', 'vsix'];
/** Those that run at the same time: one window of the host leaves half of a small machine idle. */
const TOGETHER = ['host', 'ui'];

endChildrenOnEnd();
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const asked = process.argv.slice(2);
const unknown = asked.filter((layer) => ![...ALL_LAYERS, 'desktop'].includes(layer));
if (unknown.length > 0) {
  console.error(`There is no test layer ${unknown.join(', ')}: ${ALL_LAYERS.join(', ')} or desktop`);
  process.exit(2);
}

/** @typedef {{ name: string, passed: number, failed: number, ms: number }} Step */

const started = Date.now();
/** @type {Step[]} */
const steps = [];
/** @type {string[]} */
const troubles = [];
/** @type {Promise<unknown> | undefined} */
let windows;
await ensureDependencies();
const layers = asked.length === 0 ? ALL_LAYERS : [...new Set(asked)];
// It mostly waits for the network, while the first layer runs. Whoever needs it learns of its failure.
const vscode = layers.some((layer) => !['unit', 'desktop'].includes(layer)) ? ensureVSCode() : undefined;
vscode?.catch(() => undefined);
// They read sources only, so they fill what the layers leave of the machine.
const checks = asked.length === 0 ? timed('checks', check) : undefined;
if ((await timed('build', build)).failed === 0) {
  const together = layers.filter((layer) => TOGETHER.includes(layer));
  for (const layer of layers) {
    if (layer === together[0]) await runLayers(together);
    else if (!together.includes(layer)) await runLayers([layer]);
  }
}
await checks;
console.log(`\n${'─'.repeat(64)}`);
for (const step of steps) console.log(row(step));
const total = {
  name: 'all',
  passed: steps.reduce((sum, { passed }) => sum + passed, 0),
  failed: steps.reduce((sum, { failed }) => sum + failed, 0),
  ms: Date.now() - started,
};
console.log(row(total));
for (const trouble of troubles) console.log(`✗ ${trouble}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * Runs a step and notes how long it took.
 * @param {string} name
 * @param {() => Promise<{ passed: number, failed: number }>} work
 * @returns {Promise<Step>}
 */
async function timed(name, work) {
  const begun = Date.now();
  const counts = await work();
  const step = { name, ...counts, ms: Date.now() - begun };
  steps.push(step);
  return step;
}

/** Lint, types, format and the bundle of texts: one test each, one after the other. */
async function check() {
  const counts = { passed: 0, failed: 0 };
  for (const name of ['lint', 'typecheck', 'format:check', 'l10n:check']) {
    const code = await run('npm', ['run', '--silent', name], { quiet: true });
    console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
    if (code === 0) counts.passed++;
    else {
      counts.failed++;
      troubles.push(name);
    }
  }
  return counts;
}

/** One test, too. */
async function build() {
  // A test that has been removed or renamed would stay built, and be found.
  rmSync('dist/test', { recursive: true, force: true });
  const code = await run(pinnedNode, ['esbuild.mjs', '--tests']);
  if (code !== 0) troubles.push('build');
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Runs layers at the same time. All but the last show what they say at their end.
 * @param {readonly string[]} layers
 */
async function runLayers(layers) {
  console.log(`\n── ${`${layers.join(', ')} `.padEnd(61, '─')}`);
  await Promise.all(
    layers.map(async (layer) => {
      const late = layer !== layers.at(-1);
      console.log(row(await timed(layer, () => testLayer(layer, late))));
    }),
  );
}

/**
 * Runs one layer and reads what it counted. One that ran nothing, or ended badly in spite of its counts, has failed.
 * @param {string} layer
 * @param {boolean} late
 */
async function testLayer(layer, late) {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-counts-'));
  const record = path.join(folder, 'counts.json');
  let code = 1;
  try {
    code = await startLayer(layer, { late, env: { TEST_COUNTS_FILE: record } });
  } catch (error) {
    console.error(error);
  }
  const counts = readCounts(record);
  rmSync(folder, { recursive: true });
  if (counts.failed > 0) troubles.push(`${layer}: ${counts.failed} failed`);
  else if (counts.passed === 0) troubles.push(`${layer}: ran no test`);
  else if (code !== 0) troubles.push(`${layer}: its tests passed, but it ended with exit code ${code}`);
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  return counts;
}

/**
 * @param {string} layer
 * @param {{ env: Record<string, string>, late: boolean }} options
 * @returns {Promise<number>}
 */
async function startLayer(layer, options) {
  if (layer === 'unit') {
    await ensurePython();
    await ensureExiftool();
  }
  if (layer === 'unit') return run(pinnedNode, ['scripts/mochaLayer.mjs', layer], options);
  if (layer === 'desktop') return run(pinnedNode, ['scripts/desktopTests.mjs'], options);
  // Layers that start at the same time would install it twice.
  await (windows ??= Promise.resolve(vscode).then(ensureChromium));
  if (layer === 'host') return run(pinnedNode, ['scripts/hostTests.mjs'], options);
  if (layer === 'vsix') await mustRun(pinnedNode, ['scripts/package.mjs'], { quiet: true });
  return run(pinnedNode, ['scripts/mochaLayer.mjs', layer], options);
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

/**
 * A line of the table at the end.
 * @param {Step} step
 */
function row({ name, passed, failed, ms }) {
  const seconds = (ms / 1000).toFixed(1).padStart(7);
  return `${name.padEnd(8)}${seconds} s ${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed`;
}
