// Builds everything that runs: the extension, the command line, their workers, the webviews, and the tests.
//   node esbuild.mjs [--tests] [--production] [--watch]
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import esbuild from 'esbuild';
import { BUNDLED_FILE, bundledPackages } from './scripts/noticesText.mjs';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
  // A program for the user's Python is written to a file as it is.
  loader: { '.py': 'text' },
};

const alias = {
  // The build for browsers has all that is called here; that for Node also loads what reads files and addresses.
  '@vscode/l10n': './node_modules/@vscode/l10n/dist/browser.js',
  // proper-lockfile brings its own copy of `fs`, which waits when too many files are open: we never open that many.
  'graceful-fs': 'fs',
};

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // The ES build of jsonc-parser: its UMD build hides its own imports from a bundler.
  mainFields: ['module', 'main'],
  // An import() of our own CommonJS files becomes a require(): Node would find nothing but their default export.
  supported: { 'dynamic-import': false },
  alias,
  // fast-check lists every letter of Unicode before it makes a text: once for all files of a process.
  external: [
    'vscode',
    'sharp',
    './sharpWasm',
    './undici.js',
    'mocha',
    'playwright-core',
    'eslint',
    'fast-check',
  ],
};

/** `undici` is half of all code and needed only once something is asked: a file of its own, loaded on first use. */
const withLazyUndici = { ...node, alias: { ...alias, undici: './undici.js' } };

/**
 * sharp's JavaScript around its WebAssembly build: sharp itself would load its native build wherever it is installed.
 * @type {import('esbuild').BuildOptions}
 */
const sharpWasm = {
  ...node,
  entryPoints: ['src/core/media/sharpWasm.ts'],
  outfile: 'dist/sharpWasm.js',
  // The ES build of sharp asks for its own address, which a bundle in CommonJS has not.
  alias: { sharp: './node_modules/sharp/dist/index.cjs' },
  external: [],
  plugins: [
    {
      name: 'sharp-wasm',
      setup: (build) =>
        build.onResolve({ filter: /^\.\/sharp\.[cm]js$/ }, () => ({
          path: '@img/sharp-wasm32/sharp.node',
          external: true,
        })),
    },
  ],
};

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
  'src/core/net/download/digestWorker.ts',
  'src/core/models/scan/scanWorker.ts',
  'src/core/media/pictureWorker.ts',
  'src/core/media/datasetWorker.ts',
  'src/core/images/info/infoWorker.ts',
  'src/core/prompts/run/worker/promptWorker.ts',
  'src/core/gallery/galleryWorker.ts',
];

/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  { ...withLazyUndici, entryPoints: ['src/extension.ts', 'src/cli.ts'].filter(exists) },
  { ...node, entryPoints: workers.filter(exists), entryNames: '[name]' },
  {
    ...node,
    stdin: { contents: "module.exports = require('undici')", resolveDir: '.' },
    outfile: 'dist/undici.js',
  },
  sharpWasm,
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: filesIn('webview-ui', '/main.ts').map((file) => ({
      in: file,
      out: `webview/${file.split('/')[1]}`,
    })),
    loader: { ...common.loader, '.ttf': 'file' },
    assetNames: 'webview/[name]',
  },
];
/** What users get; tests and helpers come behind it. */
const shipped = [...builds];
if (flags.has('--tests')) {
  const tests = ['unit', 'ui', 'vsix', 'realKohya'].flatMap((layer) => filesIn(`test/${layer}`, '.test.ts'));
  const entryPoints = [...tests, ...filesIn('test/host', '.ts')];
  // Each process reads the map of each file that it loads, be it needed or not: names and lines are enough.
  builds.push({ ...node, entryPoints, outbase: '.', sourcesContent: false });
}
if (!production) {
  // Those of pages know the document, as the tests of the editor do.
  const folders = ['test/bench', 'test/ui'];
  const benches = [
    ...folders.flatMap((folder) => filesIn(folder, '.bench.ts')),
    'test/bench/editor/probe.ts',
  ];
  const helpers = ['test/demo/main.ts', ...benches];
  builds.push({ ...node, entryPoints: helpers.filter(exists), outbase: '.' });
}

mkdirSync('dist', { recursive: true });
/** @type {Set<string>} */
const bundled = new Set();
for (const build of builds) {
  if (build.outfile === undefined) build.outdir = 'dist';
  if (build.entryPoints !== undefined && Object.keys(build.entryPoints).length === 0) continue;
  if (flags.has('--watch')) await (await esbuild.context(build)).watch();
  else {
    const { metafile } = await esbuild.build({ ...build, metafile: true });
    if (shipped.includes(build)) for (const folder of bundledPackages(metafile)) bundled.add(folder);
  }
}
if (!flags.has('--watch')) writeFileSync(BUNDLED_FILE, JSON.stringify([...bundled].sort(), null, 2));
