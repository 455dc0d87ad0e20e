import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeTrainingDemo } from '../demo/trainings';
import { makeCheckpoint } from '../fixtures/makeModels';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { FormPage } from './support/formPage';
import { RunPage } from './support/runPage';
import { Workbench } from './support/workbench';

const NAME = 'aria.training.toml';

describe('the form of a training', () => {
  let workbench: Workbench;
  const screen = () => workbench.screen;
  const form = () => new FormPage(workbench);
  const at = (...names: string[]) => path.join(workbench.folder, 'trainings', ...names);
  const saved = () => readFile(at(NAME), 'utf8');
  const type = async (field: string, text: string) => {
    await form().field(field).fill(text);
    await form().field(field).press('Tab');
  };

  before(async () => {
    workbench = await Workbench.start({
      env: { STANDIN_STEP_MS: '1' },
      settings: {
        'files.autoSave': 'off',
        'diffusionWorkbench.training.pythonPath': path.resolve('test/kohya/python'),
        'diffusionWorkbench.training.kohya.scriptPath': path.resolve(
          'test/kohya/sd-scripts/train_network.py',
        ),
        'diffusionWorkbench.training.kohya.workspace': '',
        'diffusionWorkbench.training.loraDir': '${workspaceFolder}/models/loras',
      },
      prepare: async (folder) => {
        await makeTrainingDemo(folder);
        await mkdir(path.join(folder, 'models/checkpoints'), { recursive: true });
        await mkdir(path.join(folder, 'models/loras'), { recursive: true });
        await rm(path.join(folder, 'trainings/aria/aria_2.txt'));
        await writeFile(
          path.join(folder, 'models/checkpoints/mystery_merge.safetensors'),
          makeCheckpoint('mystery_merge'),
        );
      },
    });
    await workbench.openFile(NAME);
  });
  after(() => workbench.close());
  screenshotFailures(() => workbench);

  it('opens by the lens above the file, with fields, pictures and the exact count of steps', async () => {
    await screen().codeLens('Open Form').click();
    await form().title.waitFor();
    assert.equal(await form().field('trigger').inputValue(), 'ohwx_aria');
    assert.equal(await form().field('unet_only').isChecked(), true);
    await eventually(async () =>
      assert.match(
        await form().length.innerText(),
        /^120 steps: 10 pictures, 20 steps an epoch, 6 epochs; 120 /,
      ),
    );
    assert.equal(await form().cards.count(), 10);
    await form().caption('aria_1.png').scrollIntoViewIfNeeded();
    await form().thumbnail('aria_1.png').waitFor();
  });

  it('writes what is typed into the file, and undoes it there', async () => {
    await type('repeats', '3');
    await eventually(async () =>
      assert.match(await form().length.innerText(), /30 steps an epoch, 4 epochs/),
    );
    await screen().unsavedTab.waitFor();
    await type('dim', 'many');
    await form().problems('dim').getByText('“many” is no whole number.').waitFor();
    await type('dim', '8');
    // Who only passes by a flag that is not in the file writes nothing.
    await form().frame.locator('.advanced > summary').click();
    await form().field('shuffle_captions').focus();
    await form().field('shuffle_captions').press('Tab');
    await form().button('Open as Text').click();
    await eventually(async () => {
      const text = (await screen().lines.innerText()).replaceAll('\u00a0', ' ');
      assert.match(text, /^repeats = 3$/m);
      assert.match(text, /^dim = 8$/m);
      assert.match(text, /^# A character LoRA/m);
      assert.doesNotMatch(text, /= false/);
    });
    await screen().lines.click();
    await workbench.page.keyboard.press('Control+Z');
    await workbench.runCommand('Diffusion Workbench: Open Training Form');
    await eventually(async () => assert.equal(await form().field('dim').inputValue(), '16'));
    assert.equal(await form().field('repeats').inputValue(), '3');
  });

  it('keeps what is typed over a reload of the window', async () => {
    await workbench.page.keyboard.press('Control+S');
    await screen().savedTab(NAME).waitFor();
    await form().field('trigger').fill('sks_aria');
    await screen().unsavedTab.waitFor();
    await workbench.reload();
    await eventually(async () => assert.equal(await form().field('trigger').inputValue(), 'sks_aria'));
    assert.match(await saved(), /^trigger = "ohwx_aria"$/m);
    await type('trigger', 'ohwx_aria');
    await workbench.page.keyboard.press('Control+S');
    await eventually(async () => assert.match(await saved(), /^repeats = 3$/m));
  });

  it('shows what is wrong at its field, and starts only what was checked', async () => {
    await type('base_model', 'nowhere.safetensors');
    await form().problems('base_model').getByText('nowhere.safetensors').waitFor();
    await form().button('Start Training').and(form().frame.locator('[disabled]')).waitFor();
    await workbench.screenshot('training-form-problem');
    await type('base_model', '../models/checkpoints/mystery_merge.safetensors');
    await form().button('Check').first().click();
    await eventually(async () =>
      assert.match(await form().checkState.innerText(), /^0 errors, \d+ warnings\.$/),
    );
    await form().button('Start Training').and(form().frame.locator(':not([disabled])')).waitFor();
    await workbench.clearToasts();
    await workbench.screenshot('training-form');
    await workbench.screenshots('training-form', ['light', 'high-contrast', 'high-contrast-light', 'dark']);
  });

  it('edits captions in their place, one and many', async () => {
    await form().caption('aria_2.png').fill('ohwx_aria, a new caption');
    await form().caption('aria_2.png').press('Control+Enter');
    await eventually(async () =>
      assert.equal(await readFile(at('aria/aria_2.txt'), 'utf8'), 'ohwx_aria, a new caption\n'),
    );
    await form().frame.getByText('Change the captions of the 10 pictures shown').click();
    await form().frame.locator('#bulk-tag input').fill('ohwx_aria');
    await form().button('Remove').click();
    await form().frame.getByText('10 captions were changed.').waitFor();
    await eventually(async () =>
      assert.equal(await readFile(at('aria/aria_2.txt'), 'utf8'), 'a new caption\n'),
    );
    await form().selectBox('aria_2.png').check();
    await form()
      .selectBox('aria_4.png')
      .click({ modifiers: ['Shift'] });
    await form().frame.getByText('Change the captions of the 3 pictures selected').waitFor();
    await workbench.screenshot('training-form-captions');
    await form().frame.locator('#bulk-tag input').fill('sitting');
    await form().button('Add in Front').click();
    await form().frame.getByText('3 captions were changed.').waitFor();
    await eventually(async () =>
      assert.equal(await readFile(at('aria/aria_2.txt'), 'utf8'), 'sitting, a new caption\n'),
    );
    await form().selectBox('aria_4.png').press('Escape');
    await form().frame.getByText('Change the captions of the 10 pictures shown').waitFor();
    await writeFile(at('aria/aria_3.txt'), 'written elsewhere\n');
    await eventually(async () =>
      assert.equal(await form().caption('aria_3.png').inputValue(), 'written elsewhere'),
    );
    assert.equal(existsSync(at('aria/aria_1.txt')), true);
  });

  it('starts the training, whose LoRA can be trained again from what its header tells', async () => {
    await form().button('Check').first().click();
    // Without the trigger in them, each caption is a warning now.
    await form().checkState.getByText('0 errors, 10 warnings.').waitFor();
    await form().button('Start Training').click();
    const run = new RunPage(workbench);
    await run.hints.getByText('ohwx_aria', { exact: true }).waitFor();
    assert.equal(await run.progress.getAttribute('aria-valuenow'), '120');
    await workbench.runCommand('View: Hide Panel');
    await workbench.clearToasts();
    await workbench.showContainer();
    await workbench.revealRow(/^aria.*SD 1\.5/);
    await workbench.chooseFromMenu(workbench.treeRow(/^aria.*SD 1\.5/), 'Train LoRA Again…');
    await workbench.answerDialog(at('again.training.toml'), 'Write the training file');
    await eventually(async () => assert.equal(await form().title.innerText(), 'again'));
    assert.equal(await form().field('dim').inputValue(), '16');
    await workbench.screenshot('training-form-again');
  });
});
