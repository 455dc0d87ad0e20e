// Runs every bench under the pinned Node and prints what they measured. Aims that are missed do not fail.
//   node scripts/bench.mjs [NAME…] [--json FILE] [--full]
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { endTree, mustRun, pinnedNode, childEnvironment } from './processes.mjs';
import { ensureDependencies, ensureExiftool, ensureVips } from './provision.mjs';

/** @typedef {{ name: string, value: number, unit: string, aim: string, ok: boolean }} Row */

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, full: { type: 'boolean', default: false } },
  allowPositionals: true,
});

/**
 * @param {string} file
 * @returns {Promise<{ rows: Row[], crashed: boolean }>}
 */
function runBench(file) {
  return new Promise((resolve, reject) => {
    const child = spawn(pinnedNode, ['--enable-source-maps', file, ...(values.full ? ['--full'] : [])], {
      env: childEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.on('error', reject);
    // Ctrl+C reaches the bench too, which then removes its files; a kill reaches only us.
    process.once('SIGTERM', () => void endTree(child.pid).then(() => process.exit(143)));
    process.once('SIGINT', () => undefined);
    child.on('close', (code) => {
      if (code === 130) process.exit(130);
      const rows = output.split('\n').filter((line) => line.startsWith('{'));
      resolve({ rows: rows.map((line) => JSON.parse(line)), crashed: code !== 0 });
    });
  });
}

/**
 * Programs that are measured beside ours.
 * @type {Record<string, () => Promise<void>>}
 */
const PROGRAMS = { 'image-info': ensureExiftool, thumbnails: ensureVips };

/** @param {string} file */
function nameOf(file) {
  return path.basename(file, '.bench.js');
}

/** @param {Row[]} rows */
function printTable(rows) {
  const table = rows.map(({ name, value, unit, aim, ok }) => [
    `  ${name}`,
    `${value} ${unit}`.trim(),
    aim,
    aim === '' ? '' : ok ? 'reached' : 'MISSED',
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of table) {
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

await ensureDependencies();
await mustRun(pinnedNode, ['esbuild.mjs']);
// What users install is minified; the benches themselves stay as they were built.
await mustRun(pinnedNode, ['esbuild.mjs', '--production']);
// Those of pages stand with the tests of the editor, which know the document.
const files = ['dist/test/bench', 'dist/test/ui']
  .flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)))
  .filter((file) => file.endsWith('.bench.js'))
  .filter((file) => positionals.length === 0 || positionals.includes(nameOf(file)))
  .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));

/** @type {Record<string, Row[]>} */
const results = {};
let crashed = false;
for (const file of files) {
  const name = nameOf(file);
  console.log(name);
  await PROGRAMS[name]?.();
  const result = await runBench(file);
  results[name] = result.rows;
  printTable(result.rows);
  if (result.crashed) console.log('  CRASHED');
  crashed ||= result.crashed;
}
const json = JSON.stringify(results, null, 2);
if (values.json === undefined) console.log(json);
else writeFileSync(values.json, `${json}\n`);
process.exitCode = crashed ? 1 : 0;
