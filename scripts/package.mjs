// npm run package: the VSIX for this platform and the portable one, as dist/diffusion-workbench-*.vsix.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mustRun, pinnedNode } from './processes.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await mustRun(pinnedNode, ['esbuild.mjs', '--production']);

const platform = thisPlatform();
await Promise.all([
  // With sharp's native build, which npm has installed for this platform only.
  pack(platform, ['--target', platform]),
  // With its WebAssembly build alone.
  pack('portable', ['--ignoreFile', ignoreFileWithoutNative()]),
]);

/**
 * @param {string} name
 * @param {string[]} options
 */
async function pack(name, options) {
  const vsce = [
    'node_modules/@vscode/vsce/vsce',
    'package',
    '--out',
    `dist/diffusion-workbench-${name}.vsix`,
  ];
  await mustRun(pinnedNode, [
    ...vsce,
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    ...options,
  ]);
}

/** @returns {string} the path of a .vscodeignore that ends before what is allowed for native code */
function ignoreFileWithoutNative() {
  const [everywhere, native] = readFileSync('.vscodeignore', 'utf8').split('# … and as native code');
  if (everywhere === undefined || native === undefined)
    throw new Error('.vscodeignore has no part for native code.');
  const file = 'dist/portable.vscodeignore';
  writeFileSync(file, everywhere);
  return file;
}

/** @returns {string} as the Marketplace names it */
function thisPlatform() {
  const system =
    process.platform === 'linux' && existsSync('/etc/alpine-release') ? 'alpine' : process.platform;
  return `${system}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
}
