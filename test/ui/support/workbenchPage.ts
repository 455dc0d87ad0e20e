import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from './eventually';
import { Screen } from './screen';
import { untilToastsHaveRoom } from './toasts';

/** How long a palette may take to show its rows before it counts as closed. */
const PALETTE = { timeout: 10_000 };
const PALETTE_TRIES = 3;

/** How long anything a window is asked for may take, on a machine that does much else beside. */
const PATIENCE_MS = 60_000;

/** Whether what the windows show is to be looked at afterwards. */
export const SCREENSHOTS = process.env.SCREENSHOTS !== undefined;

/** What a user does in a window of VS Code. */
export class WorkbenchPage {
  readonly screen: Screen;
  /** Whether a test has failed here: nothing else is tested in a window that may be in any state. */
  hasFailed = false;

  constructor(readonly page: Page) {
    page.setDefaultTimeout(PATIENCE_MS);
    this.screen = new Screen(page);
  }

  /** The document of the webview that is shown: two frames deep. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Reloads the window, as a user would by F5. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.untilUsable();
  }

  /** Shows a view container by its title in the activity bar. */
  async showContainer(title = 'Diffusion Workbench'): Promise<void> {
    const tab = this.page.locator(`.activitybar .action-item:has([aria-label^="${title}"])`);
    const shown = this.page.locator(`.sidebar .composite.title:has-text("${title}")`);
    await tab.waitFor();
    for (let tries = 0; tries < 5 && !(await shown.isVisible()); tries++) {
      // A window that is still coming up shows the container by itself, and then a click hides it.
      await tab.click();
      await shown.waitFor({ timeout: 2000 }).catch(() => undefined);
    }
    await shown.waitFor();
  }

  /** The row of a tree in the side bar that shows this text. */
  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    // The list still shows what it had before: only the focused row is what was asked for.
    await this.pickFrom('Control+P', name, '.focused');
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Runs a command from the palette by its title there, e.g. `Diffusion Workbench: Refresh`. */
  async runCommand(title: string): Promise<void> {
    await this.pickFrom('F1', `>${title}`, '');
  }

  /** Whether the palette has a command now, by its title there. */
  async offers(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`>${title}`);
    // What stands in its place where nothing is found tells that the search is over.
    const found = this.page.locator('.quick-input-list .monaco-list-row').first();
    await found.waitFor();
    const isOffered = (await found.innerText()).includes(title);
    await this.page.keyboard.press('Escape');
    return isOffered;
  }

  /** An editor or view that opens meanwhile takes the focus, which closes the list: users open it again, too. */
  private async pickFrom(key: string, text: string, which: string): Promise<void> {
    await untilToastsHaveRoom(this.page);
    const input = this.page.locator('.quick-input-widget input.input');
    const row = this.page.locator(`.quick-input-list .monaco-list-row${which}`, {
      hasText: text.replace('>', ''),
    });
    for (let tries = 1; ; tries++) {
      await this.page.keyboard.press(key);
      try {
        await input.waitFor(PALETTE);
        await input.fill(text, PALETTE);
        await row.first().click(PALETTE);
        return;
      } catch (error) {
        if (tries === PALETTE_TRIES) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /**
   * Types a path into the file dialog that is open, VS Code's own, and accepts it.
   * @param title how it begins
   */
  async answerDialog(file: string, title: string): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget', { hasText: title });
    // It writes its own folder into the box when it has read it.
    await dialog.locator('.monaco-list-row').first().waitFor();
    await dialog.locator('input.input').fill(file);
    for (let tries = 0; tries < 10 && (await dialog.isVisible()); tries++) {
      // While it still reads the folder, it takes no answer.
      await dialog.locator('input.input').press('Enter');
      await dialog.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
    }
    await dialog.waitFor({ state: 'hidden' });
  }

  /** A notification that shows this text. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** Cancels what a notification shows the progress of. While it is being drawn, it takes no click: users click again. */
  async cancelProgress(title: string | RegExp): Promise<void> {
    const toast = this.toast(title);
    const button = toast.getByRole('button', { name: 'Cancel' });
    await button.waitFor();
    await eventually(async () => {
      if (await button.isVisible()) await button.click({ timeout: 5000 });
      await toast.waitFor({ state: 'detached', timeout: 5000 });
    });
  }

  /** Closes every notification. */
  async clearToasts(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'detached' });
  }

  /** Takes away what is said of the thing that the pointer rests on, which may lie over others. */
  private async leaveHovers(): Promise<void> {
    const shown = this.page.locator('.monaco-hover:visible').first();
    await this.page.mouse.move(800, 300);
    const isGone = await shown.waitFor({ state: 'detached', timeout: 1000 }).then(() => true, () => false); // prettier-ignore
    // One that was shown for the keyboard stays until it is closed.
    if (!isGone) await this.page.keyboard.press('Escape');
  }

  /** Rests the pointer on a row of a tree and waits for what it says of it. */
  async hover(row: Locator): Promise<Locator> {
    const shown = this.page.locator('.workbench-hover');
    // From elsewhere: a pointer that is there already enters nothing.
    await this.page.mouse.move(800, 300);
    await shown.first().waitFor({ state: 'hidden' });
    await row.locator('.label-name').hover();
    const told = shown.filter({ hasNotText: 'Loading...' }).first();
    await told.waitFor();
    return told;
  }

  /** What the workbench says of something that the pointer rests on. */
  hoverText(text: string): Locator {
    return this.page.locator('.workbench-hover', { hasText: text });
  }

  /** Chooses from the context menu of a row, and from the menus in it. */
  async chooseFromMenu(row: Locator, ...titles: string[]): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    await untilToastsHaveRoom(this.page);
    await eventually(async () => {
      await this.leaveHovers();
      await row.click({ button: 'right', timeout: 3000 });
      // A row that is drawn again at this moment shows none.
      await menu.first().waitFor({ timeout: 3000 });
      const isThis = /\bfocused\b/.test((await row.getAttribute('class')) ?? '');
      // The menu closes again where the view is drawn again.
      const item = menu.getByText(titles[0] ?? '', { exact: true });
      const isOpen = isThis && (await item.waitFor({ timeout: 3000 }).then(() => true, () => false)); // prettier-ignore
      if (isOpen) return;
      await this.page.keyboard.press('Escape');
      throw new Error('The rows moved: the click fell on another one.');
    });
    for (const title of titles) {
      const item = menu.getByText(title, { exact: true });
      await item.hover();
      // A menu takes no click right after it opened.
      await menu
        .locator('.action-item.focused', { has: this.page.getByText(title, { exact: true }) })
        .last()
        .waitFor();
      await this.page.keyboard.press('Enter');
    }
    await menu.first().waitFor({ state: 'detached' });
  }

  /** Puts the cursor somewhere in the active editor. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.screen.quickInputBox;
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    // The list still shows what it had before.
    const row = `to go to line ${line} at column ${column}.`;
    await this.screen.quickInputList.filter({ hasText: row }).waitFor();
    await input.press('Enter');
    await this.screen.quickInput().waitFor({ state: 'hidden' });
    await this.screen.statusItem(`Ln ${line}, Col ${column}`).waitFor();
  }

  /** What was copied last. */
  async clipboard(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** Types into the input box that is open and accepts it. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
  }

  /** Picks from the list that is open. */
  async pick(text: string | RegExp): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** Opens the folders of the tree in the side bar, one after the other, until a row shows this text. */
  async revealRow(text: string | RegExp): Promise<Locator> {
    const wanted = this.treeRow(text);
    const closed = this.page.locator('.sidebar .monaco-list-row[aria-expanded="false"]');
    for (;;) {
      // Either the row itself, or a folder that it may be in: a tree fills while we look.
      await wanted.or(closed.first()).first().waitFor();
      if (await wanted.isVisible()) return wanted;
      await closed.first().locator('.monaco-tl-twistie').click();
    }
  }

  /** Saves what the window shows as `test-results/NAME.png`, where SCREENSHOTS asks for that: each takes a second. */
  async screenshot(name: string): Promise<void> {
    if (SCREENSHOTS) await this.save(name);
  }

  /** The same, asked for or not. */
  async save(name: string): Promise<void> {
    await this.page.screenshot({ path: `test-results/${name}.png`, animations: 'disabled' });
  }

  /** Waits until the window takes input. */
  async untilUsable(): Promise<void> {
    // The remote indicator names its host once the extension host answers.
    await this.page.locator('.monaco-workbench .activitybar .action-item').first().waitFor();
    await this.page.locator('.statusbar-item.left').first().waitFor();
  }
}
