import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { TestWindow } from '../../../scripts/testWindow.mjs';

/** The themes that every screen is looked at in, with the class that the workbench has in each. */
const THEMES = {
  dark: { name: 'Dark 2026', className: 'vs-dark' },
  light: { name: 'Light 2026', className: 'vs' },
  'high-contrast': { name: 'Default High Contrast', className: 'hc-black' },
  'high-contrast-light': { name: 'Default High Contrast Light', className: 'hc-light' },
} as const;
export type Theme = keyof typeof THEMES;

export interface WorkbenchOptions {
  /** Makes the files of the workspace in the folder it is given, before it is opened. */
  readonly prepare?: (folder: string) => Promise<void> | void;
  /** `false`: a window with no folder. */
  readonly open?: boolean;
  /** Workspace Trust on, and the workspace not trusted. */
  readonly restricted?: boolean;
  readonly settings?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** This package instead of the extension as it is built here. */
  readonly vsix?: string;
}

/** A real VS Code with the extension, as a person sees it. One for a test file: it takes some ten seconds. */
export class Workbench {
  private constructor(
    private readonly window: TestWindow,
    /** The folder that is open. */
    readonly folder: string,
  ) {}

  /** Starts VS Code and waits until the workbench can be used. End it by `close()`. */
  static async start(options: WorkbenchOptions = {}): Promise<Workbench> {
    const { vsix, env, restricted = false } = options;
    const settings = {
      ...(restricted && {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
      }),
      ...options.settings,
    };
    const window = await TestWindow.start({ settings, ...(env && { env }), ...(vsix && { vsix }) });
    try {
      const folder = path.join(window.folder, 'workspace');
      mkdirSync(folder);
      await options.prepare?.(folder);
      const workbench = new Workbench(window, folder);
      await workbench.goto({
        ...(options.open !== false && { folder }),
        ...(vsix === undefined && { extension: '.' }),
      });
      return workbench;
    } catch (error) {
      await window.close();
      throw error;
    }
  }

  get page(): Page {
    return this.window.page;
  }

  /** Where packages are installed, one folder each. */
  get extensionsFolder(): string {
    return this.window.extensionsFolder;
  }

  /** The document of the webview that is shown: two frames deep. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Reloads the window, as a person would by F5. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.untilUsable();
  }

  /** Shows a view container by its title in the activity bar. */
  async showContainer(title = 'Diffusion Workbench'): Promise<void> {
    const tab = this.page.locator(`.activitybar .action-item:has([aria-label^="${title}"])`);
    await tab.waitFor();
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await this.page.locator(`.sidebar .composite.title:has-text("${title}")`).waitFor();
  }

  /** The row of a tree in the side bar that shows this text. */
  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  }

  /** Runs a command from the palette by its title there, e.g. `Diffusion Workbench: Refresh`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  /** Types into the input box that is open and accepts it. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
  }

  /** Changes user settings while VS Code runs. */
  changeSettings(changes: Record<string, unknown>): void {
    this.window.changeSettings(changes);
  }

  /** Switches the theme and waits until it is shown. */
  async useTheme(theme: Theme): Promise<void> {
    const { name, className } = THEMES[theme];
    this.changeSettings({ 'workbench.colorTheme': name });
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  /** Saves what the window shows as `test-results/NAME.png`. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: `test-results/${name}.png`, animations: 'disabled' });
  }

  /** Ends VS Code. Fails where anything has asked another machine. */
  async close(): Promise<void> {
    await this.window.close();
  }

  private async goto(address: { folder?: string; extension?: string }): Promise<void> {
    await this.page.goto(this.window.url(address));
    await this.untilUsable();
  }

  private async untilUsable(): Promise<void> {
    // The remote indicator names its host once the extension host answers.
    await this.page.locator('.monaco-workbench .activitybar .action-item').first().waitFor();
    await this.page.locator('.statusbar-item.left').first().waitFor();
  }
}
