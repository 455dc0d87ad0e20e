import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { untilToastsHaveRoom } from './toasts';
import type { Workbench } from './workbench';

const PANE = '.pane:has(.pane-header[aria-label*="Prompt Changes"])';

/** The Prompt Changes view, and what a user does with prompt files in the Explorer and in editors. */
export class PromptsPage {
  constructor(private readonly workbench: Workbench) {}

  get rows(): Locator {
    return this.workbench.page.locator(`${PANE} .monaco-list-row`);
  }

  row(text: string | RegExp): Locator {
    const { page } = this.workbench;
    return this.rows.filter({ has: page.locator('.label-name', { hasText: text }) }).first();
  }

  /** The row of a warning: its text stands behind the name of its folder. */
  warning(text: string): Locator {
    return this.rows
      .filter({ has: this.workbench.page.locator('.label-description', { hasText: text }) })
      .first();
  }

  /** What stands above the rows. */
  get message(): Locator {
    return this.workbench.page.locator(`${PANE} .message`);
  }

  get view(): Locator {
    return this.workbench.page.locator(PANE);
  }

  /** The rows as a user reads them: `  [x] name | description`, two spaces a level. */
  async shown(): Promise<string[]> {
    return this.rows.evaluateAll((rows) =>
      rows
        .map((row) => ({
          top: row.getBoundingClientRect().top,
          level: Number(row.getAttribute('aria-level')),
          box: row.querySelector('.custom-view-tree-node-item-checkbox'),
          name: row.querySelector('.label-name')?.textContent ?? '',
          description: row.querySelector('.label-description')?.textContent ?? '',
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ level, box, name, description }) => {
          const mark = box ? (box.getAttribute('aria-checked') === 'true' ? '[x] ' : '[ ] ') : '';
          return `${'  '.repeat(level - 1)}${mark}${name} | ${description}`;
        }),
    );
  }

  /** Clicks the checkbox of a row. */
  async check(row: Locator): Promise<void> {
    await row.locator('.custom-view-tree-node-item-checkbox').click();
  }

  /** A button above the rows. */
  async action(title: string): Promise<void> {
    await untilToastsHaveRoom(this.workbench.page);
    await this.view.hover();
    await this.view.locator(`.pane-header .action-label[aria-label*="${title}"]`).click();
  }

  /** A button beside the tabs. */
  async editorAction(title: string): Promise<void> {
    await this.workbench.page.locator(`.editor-actions .action-label[aria-label*="${title}"]`).click();
  }

  /** Runs a command from the palette. */
  run(title: string): Promise<void> {
    return this.workbench.runCommand(`Diffusion Workbench: ${title}`);
  }

  /** The button of the question that VS Code shows in front of everything. */
  async answer(button: string): Promise<string> {
    const dialog = this.workbench.page.locator('.monaco-dialog-box');
    const text = await dialog.innerText();
    await untilToastsHaveRoom(this.workbench.page);
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    return text;
  }

  bytes(name: string): Buffer {
    return readFileSync(path.join(this.workbench.folder, name));
  }

  json(name: string): Record<string, unknown> {
    return JSON.parse(this.bytes(name).toString('utf8')) as Record<string, unknown>;
  }

  /** Chooses from a menu within the context menu of a row of the Explorer. */
  async chooseInExplorer(row: string, submenu: string, title: string): Promise<void> {
    await this.workbench.showContainer('Explorer');
    await this.workbench.chooseFromMenu(this.workbench.screen.explorerRow(row), submenu, title);
  }

  /** The lines that the editor shows, short ones. Its selection stays as it is. */
  async editorText(): Promise<string> {
    const lines = await this.workbench.page.locator('.editor-instance .view-line').evaluateAll((shown) =>
      shown
        .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent }))
        .sort((one, other) => one.top - other.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
    return lines.join('\n');
  }

  /** Opens a file by its name. */
  async open(name: string): Promise<void> {
    const { page } = this.workbench;
    await this.workbench.openFile(name);
    // A prompt file opens as plain text until its content is recognized.
    const language = /^Filter_|\.md$/.test(name) ? /Plain Text|Markdown/ : 'Prompt File';
    await page.locator('.statusbar [id="status.editor.mode"]', { hasText: language }).waitFor();
  }
}
