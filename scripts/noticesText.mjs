// The licenses of everything that the package for users holds.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Where a build writes which packages it has bundled. */
export const BUNDLED_FILE = 'dist/bundled.json';
export const NOTICES_FILE = 'ThirdPartyNotices.txt';

/** Builds of sharp for one platform, of which only those for this one are installed here. */
const PLATFORM_PARTS = [
  { name: '@img/sharp-{platform}', license: 'Apache-2.0', like: 'node_modules/sharp' },
  { name: '@img/sharp-libvips-{platform}', license: 'LGPL-3.0-or-later', like: undefined },
];
const LIBVIPS_SOURCES =
  'Libraries under the LGPL are used unchanged, as shared libraries or linked into WebAssembly as its own build does. ' +
  'Their sources, and how to build them: https://github.com/lovell/sharp-libvips and https://github.com/lovell/sharp';
const RULE = `\n\n${'='.repeat(80)}\n\n`;

/**
 * The folders of the packages that a build has put code, styles or fonts of into its files.
 * @param {import('esbuild').Metafile} metafile
 * @returns {string[]} `node_modules/NAME`
 */
export function bundledPackages(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders)];
}

/**
 * The folders of the packages that go into the VSIX as they are, by what .vscodeignore allows, but for the builds for one
 * platform.
 * @param {string} allowed the text of .vscodeignore
 * @returns {string[]} `node_modules/NAME`
 */
export function packedPackages(allowed) {
  const named = [...allowed.matchAll(/^!(node_modules\/(?:@[\w-]+\/)?[\w-]+)\//gm)].map(
    ([, folder]) => folder ?? '',
  );
  // sharp itself needs it, and `@img/**` allows it.
  return [...new Set([...named, 'node_modules/@img/colour'])];
}

/**
 * @param {readonly string[]} bundled folders of the bundled packages
 * @returns {string} the text of the file
 */
export function notices(bundled) {
  const packed = packedPackages(readFileSync('.vscodeignore', 'utf8'));
  const parts = [
    ...onceEach([...new Set([...bundled, ...packed])].map(ofPackage)),
    ...PLATFORM_PARTS.map(({ name, license, like }) => ({
      name,
      license,
      text: like === undefined ? LIBVIPS_SOURCES : licenseText(like),
    })),
  ].sort((one, other) => (one.name < other.name ? -1 : 1));
  return `${[
    'Diffusion Workbench holds software and material of others, under the licenses below.',
    parts.map(({ name, license }) => `${name} (${license})`).join('\n'),
    ...parts.map(({ name, license, text }) => `${name}\nLicense: ${license}\n\n${text}`),
    `Inside @img/sharp-libvips-{platform} and @img/sharp-wasm32\n\n${librariesOfSharp()}\n\n${LIBVIPS_SOURCES}`,
    readText('scripts/licenses/LGPL-3.0.txt'),
    readText('scripts/licenses/GPL-3.0.txt'),
  ].join(RULE)}\n`;
}

/**
 * Without what another version of the same package says as well.
 * @param {readonly { name: string, license: string, text: string }[]} parts
 */
function onceEach(parts) {
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
}

/** @param {string} folder */
function ofPackage(folder) {
  const { name, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return { name: String(name), license: String(license), text: licenseText(folder) };
}

/** What a package has as its license; a package without a file of its own says in package.json who made it. @param {string} folder */
function licenseText(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[sc]e|notice)\b/i.test(file));
  if (files.length > 0)
    return files
      .sort()
      .map((file) => readText(path.join(folder, file)))
      .join('\n\n');
  const { author, license, homepage } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const by = typeof author === 'string' ? author : author?.name;
  return [`Used under the terms of ${license}.`, by, homepage]
    .filter((line) => line !== undefined)
    .join('\n');
}

/** The table of the libraries inside sharp's builds, with their licenses. */
function librariesOfSharp() {
  const [, table] =
    /(This software contains third-party libraries[^]*?)\n\nPlease report/.exec(
      readText('node_modules/@img/sharp-wasm32/README.md'),
    ) ?? [];
  if (table === undefined) throw new Error('The README of @img/sharp-wasm32 no longer lists its libraries.');
  return table;
}

/** @param {string} file */
function readText(file) {
  return readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trim();
}
