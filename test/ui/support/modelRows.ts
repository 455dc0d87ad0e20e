import type { Locator, Page } from 'playwright-core';

const ROWS = '.sidebar .monaco-list-row';

/** The rows of the Models view as a user reads them: `  name | description`, two spaces a level. */
export async function modelRows(page: Page): Promise<string[]> {
  return page.locator(ROWS).evaluateAll((rows) =>
    rows
      .map((row) => ({
        top: row.getBoundingClientRect().top,
        level: Number(row.getAttribute('aria-level')),
        name: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ level, name, description }) => `${'  '.repeat(level - 1)}${name} | ${description}`),
  );
}

/** The icon of a row, e.g. `pass-filled`. */
export async function rowIcon(row: Locator): Promise<string | undefined> {
  const icon = row.locator('.custom-view-tree-node-item-icon').first();
  return /codicon-([a-z-]+)/.exec((await icon.getAttribute('class')) ?? '')?.[1];
}

/** Opens every folder of the tree. */
export async function expandAll(page: Page): Promise<void> {
  const closed = page.locator(`${ROWS}[aria-expanded="false"]`);
  for (;;) {
    const row = closed.first();
    const label = await row.getAttribute('aria-label', { timeout: 1000 }).catch(() => undefined);
    if (label === undefined) return;
    await row.locator('.monaco-tl-twistie').click();
    // The same row, open.
    await page.locator(`${ROWS}[aria-expanded="true"][aria-label=${JSON.stringify(label)}]`).waitFor();
  }
}
