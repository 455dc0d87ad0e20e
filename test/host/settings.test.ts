import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import vscode from 'vscode';

const FILES = 1000;
const FILTER = 'diffusionWorkbench.prompts.filters.clothes';
const HAT = '{"prompt": "cat, hat"}';
const NO_HAT = '{"prompt": "cat"}';

/** Settings that something is built with, each with another value than its default. */
const CHANGES = [
  ['diffusionWorkbench.civitai.baseUrl', 'http://127.0.0.1:9/api/v1'],
  ['diffusionWorkbench.civitai.maxConcurrent', 2],
  ['diffusionWorkbench.models.hashWorkers', 1],
  ['diffusionWorkbench.cache.enabled', false],
  ['http.proxyStrictSSL', false],
] as const;

describe('a setting that changes during a prompt write', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const folder = path.join(root, 'settings');
  const files = Array.from({ length: FILES }, (_, index) => path.join(folder, `${index}.txt`));
  const earlier = new Map<string, unknown>();

  const configure = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);

  it('ends nothing: every file is written', async () => {
    for (const [key] of [...CHANGES, [FILTER]]) {
      earlier.set(key, vscode.workspace.getConfiguration().inspect(key)?.globalValue);
    }
    await mkdir(folder, { recursive: true });
    for (const file of files) await writeFile(file, HAT);
    await configure(FILTER, ['hat']);
    try {
      await vscode.commands.executeCommand('diffusionWorkbench.prompts.refilter', vscode.Uri.file(folder));
      // It ends when its message is closed, which nothing here waits for.
      void vscode.commands.executeCommand('diffusionWorkbench.prompts.apply');
      for (const [key, value] of CHANGES) await configure(key, value);
      const written = async () =>
        (await Promise.all(files.map((file) => readFile(file, 'utf8')))).every((text) => text === NO_HAT);
      for (let tries = 0; !(await written()); tries++) {
        assert.ok(tries < 200, 'not every file was written');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      for (const [key, value] of earlier) await configure(key, value);
      await vscode.commands.executeCommand('notifications.clearAll');
      await rm(folder, { recursive: true, force: true });
    }
  });
});
