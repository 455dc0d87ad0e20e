// Writes l10n/bundle.l10n.json: every text that the sources look up by l10n.t. Translations have its keys.
//   node scripts/l10n.mjs [--check]   only tells whether the file is what the sources say
import { getL10nJson } from '@vscode/l10n-dev';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const BUNDLE = 'l10n/bundle.l10n.json';
const IMPORT = "import * as l10n from '@vscode/l10n';";

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const sources = ['src', 'webview-ui']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  // What has no texts takes as long to parse as what has.
  .filter((contents) => contents.includes('@vscode/l10n'));
// Its queries take a tenth of a second a script: those with the usual import are given to it as one.
const usual = sources.filter((contents) => contents.includes(IMPORT));
const scripts = [
  [IMPORT, ...usual.map((contents) => contents.replace(IMPORT, ''))].join('\n'),
  ...sources.filter((contents) => !usual.includes(contents)),
].map((contents) => ({ contents, extension: '.ts' }));
const texts = Object.entries(await getL10nJson(scripts));
const sorted = Object.fromEntries(texts.sort(([one], [other]) => (one < other ? -1 : 1)));
const bundle = `${JSON.stringify(sorted, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  mkdirSync('l10n', { recursive: true });
  writeFileSync(BUNDLE, bundle);
} else if (readFileSync(BUNDLE, 'utf8') !== bundle) {
  console.error(`${BUNDLE} is not what the sources say: run npm run l10n.`);
  process.exitCode = 1;
}
