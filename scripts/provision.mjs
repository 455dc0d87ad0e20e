// Gets what building, testing and running need. Plain Node modules only: it runs before `npm ci`.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, mustRun } from './processes.mjs';

/**
 * code-server carries the server of VS Code in its npm package: 4.139.1 that of 1.139.1. `oldest` is the oldest one that npm has
 * and the one that `engines` of package.json names; the tests run in it with TEST_VSCODE=oldest (npm run test:oldest).
 */
export const CODE_SERVERS = { newest: '4.139.1', oldest: '4.133.0' };
const CODE_SERVER = process.env.TEST_VSCODE === 'oldest' ? CODE_SERVERS.oldest : CODE_SERVERS.newest;

/** The dependencies of package-lock.json, installed again only when they are not those that are there. */
export async function ensureDependencies() {
  // npm writes this file last, so it is also the sign that an installation was finished.
  const installed = 'node_modules/.package-lock.json';
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  console.log('Installing dependencies…');
  await mustRun('npm', ['ci', '--no-audit', '--no-fund']);
}

/**
 * The VS Code server from npm (vscode.md §1 has no other source: its download hosts need an open network).
 * @returns {Promise<string>} its folder, absolute
 */
export async function ensureVSCode() {
  const target = path.resolve(`.vscode-test/server-${CODE_SERVER}`);
  if (existsSync(target)) return target;
  console.log('Installing the VS Code server (0.6 GB)…');
  mkdirSync('.vscode-test', { recursive: true });
  const temporary = mkdtempSync(path.resolve('.vscode-test/unpacking-'));
  try {
    const npm = { cwd: temporary, quiet: true };
    await mustRun('npm', ['pack', `code-server@${CODE_SERVER}`], npm);
    await mustRun('tar', ['-xzf', `code-server-${CODE_SERVER}.tgz`, 'package/lib/vscode'], npm);
    const server = path.join(temporary, 'package/lib/vscode');
    // Without build scripts no compiler is needed; they would build only loggers and file watchers for others.
    await mustRun('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: server,
      quiet: true,
    });
    // Only a whole one gets the name, so a broken installation is done again.
    if (!existsSync(target)) renameSync(server, target);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return target;
}

/**
 * A Chromium to drive: CHROME_PATH, one that is installed, or Debian's, installed now where that is possible.
 * @returns {Promise<string>} its full path
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (await installFromDebian('chromium')) {
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'The ui tests need Chromium or Chrome: install it (Debian: sudo apt-get install chromium) or name it in CHROME_PATH.',
  );
}

/** Python 3 for the runner of trainings: one that is there, or Debian's, installed now where that is possible. */
export async function ensurePython() {
  if (findOnPath('python3') !== undefined) return;
  if ((await installFromDebian('python3')) && findOnPath('python3') !== undefined) return;
  throw new Error('The unit tests need Python 3: install it (Debian: sudo apt-get install python3).');
}

/** exiftool, which reads what we write into pictures: one that is there, or Debian's, installed now where that is possible. */
export async function ensureExiftool() {
  if (findOnPath('exiftool') !== undefined) return;
  if ((await installFromDebian('libimage-exiftool-perl')) && findOnPath('exiftool') !== undefined) return;
  throw new Error(
    'The unit tests need exiftool: install it (Debian: sudo apt-get install libimage-exiftool-perl).',
  );
}

/** vipsthumbnail, beside which thumbnails are measured: one that is there, or Debian's, installed now where that is possible. */
export async function ensureVips() {
  if (findOnPath('vipsthumbnail') !== undefined) return;
  if ((await installFromDebian('libvips-tools')) && findOnPath('vipsthumbnail') !== undefined) return;
  throw new Error('The bench needs vipsthumbnail: install it (Debian: sudo apt-get install libvips-tools).');
}

/**
 * @param {string} name of a package
 * @returns {Promise<boolean>} whether that is possible here
 */
async function installFromDebian(name) {
  if (process.getuid?.() !== 0 || findOnPath('apt-get') === undefined) return false;
  console.log(`Installing ${name}…`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => mustRun('apt-get', ['install', '-y', name], { env, quiet: true });
  if (!hasPackageLists()) await mustRun('apt-get', ['update'], { quiet: true });
  // The package lists may be out of date.
  await install().catch(async () => {
    await mustRun('apt-get', ['update'], { quiet: true });
    await install();
  });
  return true;
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'));
}

/** @returns {string | undefined} */
function findChromium() {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROME_PATH names ${given}, which does not exist.`);
    return given;
  }
  const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
    .map(findOnPath)
    .find((file) => file !== undefined);
  const elsewhere = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    `${process.env.PROGRAMFILES}/Google/Chrome/Application/chrome.exe`,
    `${process.env['PROGRAMFILES(X86)']}/Microsoft/Edge/Application/msedge.exe`,
  ];
  return onPath ?? elsewhere.find((file) => existsSync(file));
}
