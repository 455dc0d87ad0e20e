import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestWindow } from '../../../scripts/testWindow.mjs';
import { eventually } from './eventually';
import { emptyWindow, giveBack, takeWindow } from './sharedWindow';
import { SCREENSHOTS, WorkbenchPage } from './workbenchPage';

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
  /** Folders in the folder of the workspace that are open in its place, several in one window. */
  readonly folders?: readonly string[];
  /** Workspace Trust on, and the workspace not trusted. */
  readonly restricted?: boolean;
  readonly settings?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** This package instead of the extension as it is built here. */
  readonly vsix?: string;
}

/** What may differ between suites that share a window. */
export type SharedOptions = Pick<WorkbenchOptions, 'prepare' | 'settings'>;

/** A real VS Code with the extension, as a user sees it. Its start takes some ten seconds. */
export class Workbench extends WorkbenchPage {
  private readonly settings: Record<string, unknown> = {};

  private constructor(
    private readonly window: TestWindow,
    /** The folder that is open. */
    readonly folder: string,
    private readonly isShared = false,
  ) {
    super(window.page);
  }

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
      const opened = options.folders ? workspaceFile(folder, options.folders) : folder;
      await workbench.goto({ ...(options.open !== false && { folder: opened }) });
      return workbench;
    } catch (error) {
      await window.close();
      throw error;
    }
  }

  /**
   * The same in the window that the suites of this process share: its files, its settings (here those of the workspace and of the machine),
   * its editors and the process of the extension are new, its page is not. That saves most of a start.
   */
  static async share(options: SharedOptions = {}): Promise<Workbench> {
    const taken = await takeWindow(emptyWindow);
    const window = taken ?? (await TestWindow.start());
    try {
      const folder = path.join(window.folder, 'workspace');
      mkdirSync(folder, { recursive: true });
      const workbench = new Workbench(window, folder, true);
      await options.prepare?.(folder);
      window.setMachineSettings(options.settings ?? {});
      if (options.settings) workbench.changeSettings(options.settings);
      if (taken) await workbench.restartExtensions();
      else {
        window.endWithProcess();
        await workbench.goto({ folder });
      }
      return workbench;
    } catch (error) {
      await window.close();
      throw error;
    }
  }

  /** Where packages are installed, one folder each. */
  get extensionsFolder(): string {
    return this.window.extensionsFolder;
  }

  /**
   * Changes settings of the workspace while VS Code runs, as if the file had been edited. (It does not watch the file
   * of the user's.)
   */
  changeSettings(changes: Record<string, unknown>): void {
    const file = path.join(this.folder, '.vscode/settings.json');
    mkdirSync(path.dirname(file), { recursive: true });
    if (existsSync(file)) Object.assign(this.settings, JSON.parse(readFileSync(file, 'utf8')));
    Object.assign(this.settings, changes);
    writeFileSync(file, JSON.stringify(this.settings));
  }

  /** Changes settings that no workspace can set, such as the path of Python, while VS Code runs. */
  changeMachineSettings(changes: Record<string, unknown>): void {
    this.window.changeMachineSettings(changes);
  }

  /** Switches the theme and waits until it is shown. */
  async useTheme(theme: Theme): Promise<void> {
    const { name, className } = THEMES[theme];
    this.changeSettings({ 'workbench.colorTheme': name });
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  /** `screenshot` in each of these themes, as `NAME-THEME.png`. The last one stays. */
  async screenshots(name: string, themes: readonly Theme[]): Promise<void> {
    if (!SCREENSHOTS) return;
    for (const theme of themes) {
      await this.useTheme(theme);
      await this.screenshot(`${name}-${theme}`);
    }
  }

  /** Opens another window on the same folder. Close its page when it is not needed any more. */
  async openAnotherWindow(): Promise<WorkbenchPage> {
    const page = await this.page.context().newPage();
    const other = new WorkbenchPage(page);
    await page.goto(this.window.url({ folder: this.folder }));
    await other.untilUsable();
    return other;
  }

  /** Kills what runs the extensions, as a crash does. VS Code starts another one. */
  killExtensionHost(): void {
    this.window.killExtensionHost();
  }

  /** Ends VS Code, or leaves it to the next suite. Fails where anything has asked another machine. */
  async close(): Promise<void> {
    if (this.isShared && !this.hasFailed) await giveBack(this.window);
    else await this.window.close();
  }

  /**
   * Has another process run the extension, which knows nothing of what it had stored: where no reload is wanted, VS Code
   * does that only after a crash.
   */
  private async restartExtensions(): Promise<void> {
    const before = this.window.extensionHosts;
    this.window.killExtensionHost();
    this.window.forget();
    const again = this.toast('xtension host terminated').getByRole('button', { name: 'Restart' });
    await eventually(async () => {
      // After three within some minutes it asks.
      if (await again.isVisible()) await again.click({ timeout: 5000 });
      const now = this.window.extensionHosts;
      assert.ok(now.length > 0 && !now.some((pid) => before.includes(pid)), now.join(' '));
    });
    await this.clearToasts();
  }

  private async goto(address: { folder?: string }): Promise<void> {
    await this.page.goto(this.window.url(address));
    await this.untilUsable();
  }
}

/** Makes the file of a workspace with several folders. */
function workspaceFile(folder: string, names: readonly string[]): string {
  const file = path.join(folder, 'several.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: names.map((name) => ({ path: name })) }));
  return file;
}
