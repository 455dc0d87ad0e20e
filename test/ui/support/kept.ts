import type { Page } from 'playwright-core';
import { eventually } from './eventually';

/**
 * Waits until the browser has stored what a page keeps over a reload: VS Code writes it every few seconds.
 * @param part of the stored JSON, e.g. `"smoothing":0.5`
 */
export async function untilKept(page: Page, part: string): Promise<void> {
  await eventually(async () => {
    const stored = await page.evaluate(storedText);
    // A state stands in the state of its editor, as text in text.
    if (!stored.replaceAll('\\', '').includes(part)) throw new Error(`Not stored yet: ${part}`);
  });
}

/** Runs in the page. @returns all that its databases hold as text */
async function storedText(): Promise<string> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no database'));
    });
  const texts: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith('vscode-web-state-db') !== true) continue;
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all: unknown[] = await done(database.transaction(store).objectStore(store).getAll());
      texts.push(...all.filter((value) => typeof value === 'string'));
    }
    database.close();
  }
  return texts.join('\n');
}
