// Builds everything that runs: the extension, the command line, their workers, the webviews, and the tests.
//   node esbuild.mjs [--tests] [--production] [--watch]
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import esbuild from 'esbuild';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
  outdir: 'dist',
};

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // The ES build of jsonc-parser: its UMD build hides its own imports from a bundler.
  mainFields: ['module', 'main'],
  external: ['vscode', 'sharp', '@img/sharp-wasm32', './undici.js'],
};

/** `undici` is half of all code and needed only once something is asked: a file of its own, loaded on first use. */
const withLazyUndici = { ...node, alias: { undici: './undici.js' } };

/** The files below a folder whose name ends so. */
const filesIn = (/** @type {string} */ folder, /** @type {string} */ suffix) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith(suffix))
        .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    : [];
const exists = (/** @type {string} */ file) => existsSync(file);
const workers = [
  'src/core/models/hashing/hashWorker.ts',
  'src/core/models/scanWorker.ts',
  'src/core/models/pictureWorker.ts',
];

/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  { ...withLazyUndici, entryPoints: ['src/extension.ts', 'src/cli.ts'].filter(exists) },
  { ...node, entryPoints: workers.filter(exists), entryNames: '[name]' },
  {
    ...node,
    stdin: { contents: "module.exports = require('undici')", resolveDir: '.' },
    outdir: undefined,
    outfile: 'dist/undici.js',
  },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: filesIn('webview-ui', 'main.ts').map((file) => ({
      in: file,
      out: `webview/${file.split('/')[1]}`,
    })),
    loader: { '.ttf': 'file' },
  },
];
if (flags.has('--tests')) {
  builds.push(
    {
      ...node,
      entryPoints: ['unit', 'ui', 'vsix'].flatMap((layer) => filesIn(`test/${layer}`, '.test.ts')),
      outbase: '.',
    },
    {
      ...node,
      entryPoints: filesIn('test/host', '.ts'),
      outbase: '.',
      external: [...(node.external ?? []), 'mocha'],
    },
  );
}
const extra = ['test/demo/main.ts', ...filesIn('test/bench', '.bench.ts')].filter(exists);
if (!production) builds.push({ ...node, entryPoints: extra, outbase: '.' });

mkdirSync('dist', { recursive: true });
copyFileSync('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/codicon.ttf');
await Promise.all(
  builds
    .filter((build) => build.stdin !== undefined || /** @type {unknown[]} */ (build.entryPoints).length > 0)
    .map(async (build) =>
      flags.has('--watch') ? (await esbuild.context(build)).watch() : esbuild.build(build),
    ),
);
