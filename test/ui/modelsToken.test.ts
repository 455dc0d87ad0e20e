import assert from 'node:assert/strict';
import { openDemo, type Demo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';

const GOOD = 'a-good-token-0123456789abcdef';
/** The demo's Civitai is not the real one, so the token goes there only when the user agrees. */
async function agree({ workbench, civitai }: Demo): Promise<void> {
  const { dialog } = workbench.screen;
  await dialog.getByText(`Send your Civitai API token to ${new URL(civitai.baseUrl).origin}?`).waitFor();
  await workbench.screenshot('token-origin');
  await dialog.getByRole('button', { name: 'Send the Token', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

const BAD = 'a-bad-token-0123456789abcdef';

describe('Set Civitai API Token', () => {
  let demo: Demo;
  before(async () => (demo = await openDemo({}, { tokens: { [GOOD]: 'ada' } })));
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  const authorizations = () => demo.civitai.requests.map(({ headers }) => headers.authorization);

  it('says that a token is not valid, and does not keep it', async () => {
    const { workbench, civitai } = demo;
    await workbench.treeRow('models').waitFor();
    await workbench.runCommand('Diffusion Workbench: Set Civitai API Token');
    await agree(demo);
    await workbench.screen.passwordBox.waitFor();
    await workbench.answer(BAD);
    await workbench.page.getByText('Civitai does not know this token.').first().waitFor();
    await workbench.screenshot('token-invalid');
    assert.deepEqual(authorizations(), [`Bearer ${BAD}`]);
    await workbench.page.keyboard.press('Escape');
    civitai.requests.length = 0;
    await workbench.runCommand('Diffusion Workbench: Annotate All');
    await workbench.toast('9 identified').waitFor();
    assert.ok(civitai.requests.length > 0);
    assert.ok(authorizations().every((header) => header === undefined));
    await workbench.clearToasts();
  });

  it('keeps a valid token and sends it from then on', async () => {
    const { workbench, civitai } = demo;
    await workbench.runCommand('Diffusion Workbench: Set Civitai API Token');
    await workbench.screen.passwordBox.waitFor();
    await workbench.answer(GOOD);
    await workbench.toast('Token saved. Civitai knows you as ada.').waitFor();
    await workbench.screenshot('token-saved');
    civitai.requests.length = 0;
    const row = await workbench.revealRow('mystery_merge');
    await workbench.chooseFromMenu(row, 'Fetch from Civitai…');
    await workbench.answer('');
    await eventually(() => assert.ok(authorizations().includes(`Bearer ${GOOD}`)));
    assert.ok(civitai.requests.every((request) => !request.path.includes(GOOD)));
  });

  it('removes the token when the box is empty', async () => {
    const { workbench } = demo;
    await workbench.clearToasts();
    await workbench.runCommand('Diffusion Workbench: Set Civitai API Token');
    await workbench.page
      .getByText('A token is kept. A new one replaces it; empty removes it.')
      .first()
      .waitFor();
    await workbench.answer('');
    await workbench.toast('Token removed. Civitai is asked without one.').waitFor();
  });
});

describe('a token of the environment', () => {
  let demo: Demo;
  before(async () => (demo = await openDemo({ env: { CIVITAI_TOKEN: BAD } }, { tokens: { [GOOD]: 'ada' } })));
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('is said to be invalid, which Civitai itself does not say', async () => {
    const { workbench } = demo;
    await workbench.treeRow('models').waitFor();
    await workbench.runCommand('Diffusion Workbench: Annotate All');
    await agree(demo);
    await workbench.toast('The token in CIVITAI_TOKEN is not valid. Civitai is asked without it.').waitFor();
    await workbench.toast('9 identified').waitFor();
  });
});
