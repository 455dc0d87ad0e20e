import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TestWindow } from '../../../scripts/testWindow.mjs';
import { eventually } from './eventually';
import { WorkbenchPage } from './workbenchPage';

/** Where a process keeps the window that its suites share. Test files are bundled, each with its own copy of this module. */
const SHARED = Symbol.for('diffusion-workbench.test.window');
const kept = globalThis as unknown as Record<symbol, TestWindow | undefined>;

/**
 * Takes the window that the suite before has left.
 * @param empty makes it as good as new
 * @returns undefined where there is none that can be used
 */
export async function takeWindow(
  empty: (window: TestWindow) => Promise<void>,
): Promise<TestWindow | undefined> {
  const window = kept[SHARED];
  kept[SHARED] = undefined;
  if (!window) return undefined;
  try {
    await empty(window);
    return window;
  } catch (error) {
    console.error(error);
    await window.close();
    return undefined;
  }
}

/** Leaves a window to the next suite. Fails where anything has asked another machine. */
export async function giveBack(window: TestWindow): Promise<void> {
  await kept[SHARED]?.close();
  kept[SHARED] = window;
  window.checkRequests();
}

/** Closes what is open in a window, and removes the files of its workspace and beside it. */
export async function emptyWindow(window: TestWindow): Promise<void> {
  const page = new WorkbenchPage(window.page);
  const { screen } = page;
  await window.page.keyboard.press('Escape');
  await page.runCommand('View: Close All Editors');
  await eventually(async () => {
    if (await screen.dialog.isVisible())
      await screen.dialog.getByRole('button', { name: "Don't Save" }).click();
    assert.equal(await screen.tab().count(), 0);
  });
  if (await screen.panel.isVisible()) await page.runCommand('View: Hide Panel');
  await page.clearToasts();
  // As a window that was just opened.
  await page.showContainer('Explorer');
  clear(path.join(window.folder, 'workspace'));
  clear(window.folder, ['vscode', 'workspace']);
}

function clear(folder: string, but: readonly string[] = []): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (!but.includes(name)) rmSync(path.join(folder, name), { recursive: true, force: true });
}
