import assert from 'node:assert/strict';
import { Workbench } from './support/workbench';

describe('the workbench', () => {
  let workbench: Workbench;
  before(async () => (workbench = await Workbench.start()));
  after(() => workbench.close());

  it('opens with the extension loaded', async () => {
    await workbench.showContainer();
    const sidebar = workbench.screen.sidebar;
    // What VS Code says until the extension is activated and has registered its view.
    await sidebar.getByText('There is no data provider registered').waitFor({ state: 'detached' });
    await workbench.screenshot('workbench');
    assert.match(await sidebar.innerText(), /Models/i);
  });

  it('shows the commands in the palette', async () => {
    await workbench.page.keyboard.press('F1');
    await workbench.screen.quickInputBox.fill('>Diffusion Workbench');
    const rows = workbench.screen.quickInputRows;
    await rows.first().waitFor();
    await workbench.screenshot('palette');
    assert.match((await rows.allInnerTexts()).join('\n'), /Diffusion Workbench/);
    await workbench.page.keyboard.press('Escape');
  });
});

describe('the workbench in Restricted Mode', () => {
  let workbench: Workbench;
  before(async () => (workbench = await Workbench.start({ restricted: true })));
  after(() => workbench.close());

  it('still shows the view', async () => {
    await workbench.showContainer();
    await workbench.screen.statusItem('Restricted Mode').waitFor();
    await workbench.screenshot('restricted');
  });
});
