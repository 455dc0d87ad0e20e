// Runs the tests of one layer that lives in plain Node: node scripts/mochaLayer.mjs unit|ui|vsix [FILE…]
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { onlyLoopback } from '../test/support/loopbackOnly/guard.mjs';

const [layer = 'unit', ...only] = process.argv.slice(2);
const folder = path.resolve('dist/test', layer);
const built = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
const tests = built
  .filter((file) => file.endsWith('.test.js'))
  .filter((file) => only.length === 0 || only.some((part) => file.includes(part)));

const { timeout } = JSON.parse(readFileSync('.mocharc.json', 'utf8'));
const mocha = new Mocha({ timeout, forbidOnly: true, forbidPending: true, color: process.stdout.isTTY });
for (const file of tests.sort()) mocha.addFile(path.join(folder, file));

process.setSourceMapsEnabled(true);
/** @type {Set<string>} */
const foreign = new Set();
onlyLoopback((host) => foreign.add(host));
const counts = { passed: 0, failed: 0 };
mocha
  .run((failures) => {
    if (foreign.size > 0) console.error(`Requests to other machines: ${[...foreign].join(', ')}`);
    process.exitCode = failures > 0 || counts.passed === 0 || foreign.size > 0 ? 1 : 0;
    const record = process.env['TEST_COUNTS_FILE'];
    if (record !== undefined) writeFileSync(record, JSON.stringify(counts));
    // A layer that has ended ends its process, unless something was left open.
    setTimeout(() => {
      console.error(`Still open after the tests: ${process.getActiveResourcesInfo().join(', ')}`);
      process.exit(1);
    }, 20_000).unref();
  })
  .on('pass', () => counts.passed++)
  .on('fail', () => counts.failed++);
