import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from './eventually';

/**
 * Runs in the window, without the types of a browser: tells whether it showed no more than one notification within 0.8 s.
 * From the first time on, it keeps when it shows one.
 */
const HAS_ROOM = `(() => {
  if (!globalThis.toastTimes) {
    const times = (globalThis.toastTimes = []);
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
        if (node.classList?.contains('notification-toast-container')) times.push(performance.now());
    }).observe(document.body, { childList: true, subtree: true });
  }
  return toastTimes.filter((time) => performance.now() - time < 800).length <= 1;
})()`;

/**
 * Waits until a window would show two more notifications, the progress and the result of what comes next: VS Code shows
 * no more than three within 0.8 s. What comes faster, as it does for no user, is only behind the bell.
 */
export async function untilToastsHaveRoom(page: Page): Promise<void> {
  await eventually(async () => assert.ok(await page.evaluate<boolean>(HAS_ROOM)));
}
