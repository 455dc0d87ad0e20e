import type { Locator, Page } from 'playwright-core';

/** A place that the focus comes to. */
export interface TabStop {
  /** What it is called, as far as its attributes, labels and text tell. */
  readonly name: string;
  /** Its focus is seen. */
  readonly isRinged: boolean;
}

/** More than any page has. */
const MOST_STOPS = 120;

/**
 * Presses Tab until the focus leaves the page in a webview.
 * @param heading something in the page that takes no focus; the round begins there
 * @throws where the focus does not leave it
 */
export async function tabThrough(page: Page, heading: Locator): Promise<TabStop[]> {
  await heading.click();
  const stops: TabStop[] = [];
  for (let count = 0; count < MOST_STOPS; count++) {
    await page.keyboard.press('Tab');
    const stop = await heading.evaluate(focused);
    if (!stop) return stops;
    stops.push(stop);
  }
  throw new Error(`The focus stays in the page: ${stops.map(({ name }) => name).join(', ')}`);
}

/** What has the focus in the document of an element; undefined where nothing of it has. */
export function focused(within: Element): TabStop | undefined {
  const { activeElement: host, body } = within.ownerDocument;
  if (!within.ownerDocument.hasFocus() || !host || host === body) return undefined;
  const label = host instanceof HTMLInputElement ? host.labels?.[0]?.textContent : undefined;
  const name = host.getAttribute('aria-label') ?? label ?? host.textContent;
  const parts = [host, ...(host.shadowRoot?.querySelectorAll('*') ?? [])].map((part) => getComputedStyle(part)); // prettier-ignore
  const probe = body.appendChild(document.createElement('i'));
  probe.style.color = 'var(--vscode-focusBorder)';
  const ring = getComputedStyle(probe).color;
  probe.remove();
  const isRinged = parts.some(
    ({ outlineStyle, outlineWidth, borderTopColor, borderTopWidth }) =>
      (outlineStyle !== 'none' && outlineWidth !== '0px') ||
      (borderTopColor === ring && borderTopWidth !== '0px'),
  );
  return { name: name.trim(), isRinged };
}

/** The lines of an accessibility snapshot whose control has no name. */
export function nameless(snapshot: string): string[] {
  const controls = /^\s*- (?:button|checkbox|slider|textbox|combobox|link|application|table|region|progressbar)(?:$|:| \[)/; // prettier-ignore
  return snapshot.split('\n').filter((line) => controls.test(line) || /"(?:Text field|)"/.test(line));
}

/** Notes from now on whatever the live regions of a page say. @returns what they have said so far */
export async function listenTo(body: Locator): Promise<() => Promise<string[]>> {
  await body.evaluate((root) => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const region = element?.closest('[aria-live], [role="status"], [role="log"], [role="alert"], output');
        if (region && region.getAttribute('aria-live') !== 'off') said.push(region.textContent);
      }
    }).observe(root, { childList: true, characterData: true, subtree: true });
  });
  return () => body.evaluate(() => (window as unknown as { said: string[] }).said);
}
