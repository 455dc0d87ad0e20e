import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LoopbackCivitai } from '../civitai/server';
import { openDemo, type Demo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { modelRows } from './support/modelRows';
import { Workbench, type WorkbenchOptions } from './support/workbench';

describe('the welcome of the Models view', () => {
  let workbench: Workbench | undefined;
  screenshotFailures(() => workbench);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
  });

  async function open(options: WorkbenchOptions): Promise<Workbench> {
    workbench = await Workbench.start(options);
    await workbench.showContainer();
    return workbench;
  }

  const welcome = (shown: Workbench) => shown.screen.welcome;
  const buttons = (shown: Workbench) => welcome(shown).getByRole('button').allInnerTexts();

  it('without a folder: says what to do, and does it', async () => {
    const shown = await open({ open: false });
    await welcome(shown).getByText('Open a folder that has checkpoints or LoRAs').waitFor();
    // Until VS Code knows that the window is trusted, there is a button for that, too.
    await eventually(async () =>
      assert.deepEqual(await buttons(shown), ['Browse for a Model Folder', 'Open Folder']),
    );
    await shown.screenshot('welcome-no-folder');
    await mkdir(path.join(shown.folder, 'loras'));
    await writeFile(path.join(shown.folder, 'loras/style.ckpt'), 'not much of a model');
    await welcome(shown).getByRole('button', { name: 'Browse for a Model Folder' }).click();
    await shown.answerDialog(path.join(shown.folder, 'loras'), 'Folders with models');
    await shown.treeRow('style.ckpt').waitFor();
  });

  it('with an empty folder: says which files it looked for, and its commands are in the palette', async () => {
    const shown = await open({});
    const { sidebar } = shown.screen;
    // What VS Code says until the extension is activated and has registered its view.
    await sidebar.getByText('There is no data provider registered').waitFor({ state: 'detached' });
    assert.match(await sidebar.innerText(), /Models/i);
    await welcome(shown).getByText('No models found').waitFor();
    assert.match(
      await welcome(shown).innerText(),
      /\.safetensors, \.ckpt, \.pt, \.pth, \.bin, \.sft or \.gguf/,
    );
    await eventually(async () =>
      assert.deepEqual(await buttons(shown), ['Browse for a Model Folder', 'Refresh']),
    );
    await shown.screenshot('welcome-empty');
    await shown.page.keyboard.press('F1');
    await shown.screen.quickInputBox.fill('>Diffusion Workbench');
    const commands = shown.screen.quickInputRows;
    await commands.first().waitFor();
    await shown.screenshot('palette');
    assert.match((await commands.allInnerTexts()).join('\n'), /Diffusion Workbench/);
    await shown.page.keyboard.press('Escape');
    await writeFile(path.join(shown.folder, 'style.ckpt'), 'not much of a model');
    await shown.treeRow('style.ckpt').waitFor();
    await welcome(shown).waitFor({ state: 'hidden' });
  });

  it('in Restricted Mode: says what is left out', async () => {
    const shown = await open({ restricted: true });
    await shown.screen.statusItem('Restricted Mode').waitFor();
    await welcome(shown).getByText('No models found').waitFor();
    await welcome(shown).getByText('This workspace is in Restricted Mode').waitFor();
    await shown.screenshot('welcome-restricted');
    assert.deepEqual(await buttons(shown), [
      'Browse for a Model Folder',
      'Refresh',
      'Manage Workspace Trust',
    ]);
  });
});

describe('the Models view in Restricted Mode', () => {
  let demo: Demo;
  let evil: LoopbackCivitai;
  before(async () => {
    evil = await LoopbackCivitai.start();
    demo = await openDemo({
      restricted: true,
      prepare: async (folder) => {
        await mkdir(path.join(folder, '.vscode'));
        await writeFile(
          path.join(folder, '.vscode/settings.json'),
          JSON.stringify({
            'diffusionWorkbench.civitai.baseUrl': evil.baseUrl,
            'diffusionWorkbench.models.directories': ['/nowhere/secret'],
          }),
        );
      },
    });
  });
  after(async () => {
    await demo.close();
    await evil.close();
  });
  screenshotFailures(() => demo.workbench);

  it('annotates, but neither asks the address nor shows the folders that the workspace sets', async () => {
    const { workbench, civitai } = demo;
    await workbench.revealRow('neon_city_style');
    await workbench.screenshot('models-restricted');
    await workbench.runCommand('Diffusion Workbench: Annotate All');
    await workbench.toast('9 identified').waitFor();
    await workbench.revealRow('Neon City Style');
    assert.deepEqual(evil.requests, []);
    assert.ok(civitai.requests.length > 0);
    assert.ok(!(await modelRows(workbench.page)).some((row) => row.startsWith('secret')));
  });

  it('takes the settings of the workspace when it is trusted', async () => {
    const { workbench } = demo;
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.screen.trustEditor.getByRole('button', { name: 'Trust', exact: true }).click();
    await eventually(async () => {
      assert.ok((await modelRows(workbench.page)).includes('secret | not available'));
    });
  });
});
