// Runs test/host in desktop VS Code: downloaded, or the one that VSCODE_PATH names.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { TEST_SETTINGS } from './testSettings.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-desktop-'));
try {
  const workspace = path.join(folder, 'workspace');
  const settings = path.join(folder, 'user/User/settings.json');
  mkdirSync(workspace);
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify(TEST_SETTINGS));
  const executable = process.env.VSCODE_PATH ?? (await download());
  process.exitCode = await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: process.cwd(),
    extensionTestsPath: path.resolve('dist/test/host/index.js'),
    launchArgs: [
      workspace,
      ...['--user-data-dir', path.join(folder, 'user'), '--extensions-dir', path.join(folder, 'extensions')],
      // Electron refuses to run its sandbox as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    extensionTestsEnv: {
      CIVITAI_TOKEN: '',
      CIVITAI_API_KEY: '',
      DIFFUSION_WORKBENCH_DATA: path.join(folder, 'data'),
    },
  });
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** @returns {Promise<string>} */
async function download() {
  try {
    return await downloadAndUnzipVSCode({ cachePath: path.resolve('.vscode-test') });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Desktop VS Code could not be downloaded (${reason}). Name an installed one in VSCODE_PATH, ` +
        'or run the same tests in the VS Code server from npm: npm run test:host',
    );
  }
}
