import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { WorkbenchPage } from './workbenchPage';

/** The page of the gallery that is shown. */
export class GalleryPanel {
  readonly frame: FrameLocator;

  constructor(workbench: WorkbenchPage) {
    this.frame = workbench.webview;
  }

  get search(): Locator {
    return this.frame.locator('#gallery-search input');
  }

  /** How many are shown, in words. */
  get counts(): Locator {
    return this.frame.locator('.counts');
  }

  get detail(): Locator {
    return this.frame.locator('aside.detail');
  }

  get main(): Locator {
    return this.frame.locator('main');
  }

  button(key: string): Locator {
    return this.frame.locator(`[data-key="${key}"]`);
  }

  /** The cell of a picture or model. */
  cell(name: string): Locator {
    return this.frame.getByRole('gridcell').filter({ has: this.frame.getByText(name, { exact: true }) });
  }

  /** Waits until these are the cells, in their order. */
  async shows(...names: string[]): Promise<void> {
    await eventually(async () => {
      const cells = this.frame.getByRole('gridcell').locator('.name');
      assert.deepEqual(await cells.allTextContents(), names);
    });
  }

  /** Waits until the thumbnail of a cell is drawn. */
  async drawn(name: string): Promise<void> {
    await eventually(async () => {
      const width = await this.cell(name).locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth); // prettier-ignore
      assert.ok(width > 0);
    });
  }
}
