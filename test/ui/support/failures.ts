import type { WorkbenchPage } from './workbenchPage';

/** Saves what the window shows when a test of this suite fails, as `test-results/failed TEST.png`. */
export function screenshotFailures(workbench: () => WorkbenchPage | undefined): void {
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const failed = workbench();
    if (failed) failed.hasFailed = true;
    await failed?.save(`failed ${this.currentTest.title.replace(/[^\w -]/g, '')}`);
  });
}
