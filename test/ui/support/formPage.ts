import type { FrameLocator, Locator } from 'playwright-core';
import type { WorkbenchPage } from './workbenchPage';

/** The form of a training file that is shown. */
export class FormPage {
  readonly frame: FrameLocator;

  constructor(workbench: WorkbenchPage) {
    this.frame = workbench.webview;
  }

  get title(): Locator {
    return this.frame.locator('h1');
  }

  get length(): Locator {
    return this.frame.locator('.length');
  }

  get checkState(): Locator {
    return this.frame.locator('.check-state');
  }

  get cards(): Locator {
    return this.frame.locator('.card:visible');
  }

  /** The control of a field, by its path in the file. */
  field(path: string): Locator {
    return this.frame.locator(`[id="field-${path}"]`);
  }

  /** What is wrong with a field. */
  problems(path: string): Locator {
    return this.frame.locator(`[id="field-${path}-notes"]`);
  }

  button(name: string): Locator {
    return this.frame.locator('vscode-button', { hasText: name });
  }

  caption(name: string): Locator {
    return this.frame.getByLabel(`Caption of ${name}`, { exact: true });
  }

  /** The box that selects a picture. */
  selectBox(name: string): Locator {
    return this.frame.getByRole('checkbox', { name: `Select ${name}`, exact: true });
  }

  thumbnail(name: string): Locator {
    return this.frame.getByRole('button', { name: `Open ${name}` }).locator('img');
  }
}
