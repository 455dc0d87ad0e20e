import type { FrameLocator, Locator } from 'playwright-core';
import type { WorkbenchPage } from './workbenchPage';

/** The run view that is shown. */
export class RunPage {
  readonly frame: FrameLocator;

  constructor(workbench: WorkbenchPage) {
    this.frame = workbench.webview;
  }

  get title(): Locator {
    return this.frame.locator('h1');
  }

  get state(): Locator {
    return this.frame.locator('.state');
  }

  get progress(): Locator {
    return this.frame.getByRole('progressbar');
  }

  /** What the curve shows, in words. */
  get summary(): Locator {
    return this.frame.locator('.curve .summary');
  }

  /** What is at the cursor of the curve. */
  get reading(): Locator {
    return this.frame.locator('.curve .reading');
  }

  get chart(): Locator {
    return this.frame.getByRole('application').first();
  }

  get samples(): Locator {
    return this.frame.locator('.sample img');
  }

  get lightbox(): Locator {
    return this.frame.locator('dialog[open]');
  }

  get log(): Locator {
    return this.frame.getByRole('log');
  }

  get problems(): Locator {
    return this.frame.locator('.problems');
  }

  get hints(): Locator {
    return this.frame.locator('.hints');
  }

  /** A section by its heading. */
  section(name: string): Locator {
    return this.frame.getByRole('region', { name, exact: true });
  }

  button(name: string): Locator {
    return this.frame.locator('vscode-button', { hasText: name });
  }
}
