// npm run package: the VSIX for this platform and the portable one, as dist/diffusion-workbench-*.vsix.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mustRun, pinnedNode } from './processes.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await mustRun(pinnedNode, ['esbuild.mjs', '--production']);

const platform = thisPlatform();
// With the native picture library, which npm has installed for this platform only.
await pack(platform, ['--target', platform]);
// Without it: previews are then kept as they came.
await pack('portable', ['--no-dependencies']);

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

/** @returns {string} as the Marketplace names it */
function thisPlatform() {
  const system =
    process.platform === 'linux' && existsSync('/etc/alpine-release') ? 'alpine' : process.platform;
  return `${system}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
}
