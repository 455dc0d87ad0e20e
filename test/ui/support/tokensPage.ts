import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { WorkbenchPage } from './workbenchPage';

/** The page of collected tokens that is shown. */
export class TokensPage {
  readonly frame: FrameLocator;

  constructor(workbench: WorkbenchPage) {
    this.frame = workbench.webview;
  }

  get grid(): Locator {
    return this.frame.getByRole('grid');
  }

  get filter(): Locator {
    return this.frame.locator('#filter input');
  }

  button(key: string): Locator {
    return this.frame.locator(`[data-key="${key}"]`);
  }

  /** The row of a token. */
  row(token: string): Locator {
    return this.frame
      .locator('.table .rows-body > .row')
      .filter({ has: this.frame.getByText(token, { exact: true }) });
  }

  /** What the page says of what it did. */
  status(text: string | RegExp): Locator {
    return this.frame.locator('.status', { hasText: text });
  }

  /** The rows in sight, as a user reads them: `token | marks | count | files`, `*` before a selected one. */
  async rows(): Promise<string[]> {
    return this.frame.locator('.table .rows-body > .row').evaluateAll((rows) =>
      rows.map((row) => {
        const cell = (name: string) => row.querySelector(name)?.textContent ?? '';
        const marks = [...row.querySelectorAll('.mark')].map((mark) => mark.textContent).join(' ');
        const selected = row.getAttribute('aria-selected') === 'true' ? '*' : '';
        return `${selected}${cell('.token-text')} | ${marks} | ${cell('.cell-count')} | ${cell('.cell-files')}`;
      }),
    );
  }

  /** Sorts a page that was just opened, by count therefore, by the order of the prompts. */
  async sortAsCollected(): Promise<void> {
    for (const sorted of ['descending', 'ascending']) {
      await this.frame.locator(`[role="columnheader"][aria-sort="${sorted}"]`).waitFor();
      await this.button('sort-count').click();
    }
    await this.frame.locator('[role="columnheader"]:not([aria-sort="none"])').waitFor({ state: 'detached' });
  }

  /** Waits until these are the first rows. */
  async shows(...rows: string[]): Promise<void> {
    await eventually(async () => assert.deepEqual((await this.rows()).slice(0, rows.length), rows));
  }

  /** The files that are listed, and why each was left out. */
  async files(): Promise<string[]> {
    return this.frame
      .locator('.files .file')
      .evaluateAll((files) =>
        files.map((file) => [...file.children].map(({ textContent }) => textContent).join(' | ')),
      );
  }

  /** The tokens that are selected among the rows in sight. */
  async selected(): Promise<string[]> {
    return (await this.rows())
      .filter((row) => row.startsWith('*'))
      .map((row) => row.slice(1).split(' | ')[0]!);
  }

  /** What has the focus: the token of a row, or the key, id or text of a control. */
  focused(): Promise<string> {
    return this.frame.locator(':root').evaluate(({ ownerDocument: { activeElement } }) => {
      if (!(activeElement instanceof HTMLElement)) return '';
      if (activeElement.role === 'row') return activeElement.querySelector('.token-text')?.textContent ?? '';
      return activeElement.dataset.key ?? (activeElement.id || activeElement.textContent);
    });
  }

  async hasFocus(name: string): Promise<void> {
    await eventually(async () => assert.equal(await this.focused(), name));
  }
}
