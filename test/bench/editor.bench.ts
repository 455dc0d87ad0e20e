// What the editor feels: activation, the first rows of the tree, and its event loop while files are hashed.
import { statSync } from 'node:fs';
import { runInExtensionHost } from '../../scripts/extensionHost.mjs';
import { printRow } from './rows';

const MARK = '[bench] ';
const KB = 1024;

void runInExtensionHost({
  module: 'dist/test/bench/editor/probe.js',
  record: 'test-results/editor-bench.log',
  onLine: (line) => {
    if (line.startsWith(MARK)) process.stdout.write(`${line.slice(MARK.length)}\n`);
  },
}).then((code) => {
  if (code !== 0) process.exitCode = code;
  const size = statSync('dist/extension.js').size / KB;
  printRow('dist/extension.js, minified', size, 'KB', { atMost: 400 });
});
