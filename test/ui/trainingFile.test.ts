import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { Workbench } from './support/workbench';

const NAME = 'mira.training.toml';
const TEXT = [
  'name = "mira"',
  'family = "sd15"',
  'base_model = "base.safetensors"',
  'trigger = "ohwx"',
  'pictures = "pictures"',
  'resolution = 512',
  'steps = 1000',
  'optimiser = "AdamW"',
  '',
  '[extra]',
  'min_snr_gama = 5',
  '',
].join('\n');

/** A Python that answers as the parser of a trainer would. */
const PYTHON = `#!/usr/bin/env node
const option = (help) => ({ type: 'str', help });
const options = { resolution: option('What the authors say / 学習') };
for (let index = 0; index < 30; index++) options['option_' + index] = option('');
console.log('@@options ' + JSON.stringify(options));
`;

describe('a training file in the editor', () => {
  let workbench: Workbench;
  const page = () => workbench.page;
  const screen = () => workbench.screen;
  const editorText = async () => (await screen().lines.innerText()).replaceAll('\u00a0', ' ');

  /** Takes a quick fix where the cursor is. The menu closes where the text is checked at that moment: users press again. */
  const quickFix = (title: string) =>
    eventually(async () => {
      await page().keyboard.press('Control+.');
      await screen().quickFixes.getByText(title).click({ timeout: 3000 });
    });

  const inBothThemes = (name: string) => workbench.screenshots(name, ['light', 'dark']);

  before(async () => {
    workbench = await Workbench.share({
      settings: { 'files.autoSave': 'off' },
      prepare: async (folder) => {
        await mkdir(path.join(folder, 'pictures'));
        await writeFile(path.join(folder, 'base.safetensors'), 'a model');
        await writeFile(path.join(folder, NAME), TEXT);
      },
    });
    await workbench.openFile(NAME);
  });
  after(() => workbench.close());
  screenshotFailures(() => workbench);

  it('has a language of its own, with colours', async () => {
    await eventually(async () => assert.equal(await screen().language.innerText(), 'Training (TOML)'));
    await eventually(async () => {
      const color = (text: string) =>
        screen()
          .piece(text)
          .evaluate((span) => getComputedStyle(span).color);
      assert.notEqual(await color('family'), await color('512'));
    });
  });

  it('is checked while it is written: errors and warnings at their places', async () => {
    await eventually(async () => assert.equal(await screen().errors.count(), 1));
    await eventually(async () => assert.equal(await screen().warnings.count(), 1));
    await workbench.runCommand('View: Focus Problems');
    await screen()
      .problems.filter({ hasText: 'A training file has no “optimiser”. Did you mean optimizer?' })
      .waitFor();
    await screen().problems.filter({ hasText: 'The trainer has no option “min_snr_gama”' }).waitFor();
    await inBothThemes('training-file-problems');
    await workbench.runCommand('View: Hide Panel');
  });

  it('offers the names that were meant', async () => {
    await screen().line('steps').click();
    await workbench.goTo(8, 3);
    await quickFix('Change to “optimizer”');
    await screen().errors.first().waitFor({ state: 'detached' });
    await workbench.goTo(11, 3);
    await quickFix('Change to “min_snr_gamma”');
    await screen().warnings.first().waitFor({ state: 'detached' });
  });

  it('completes options with what they are, and values', async () => {
    await workbench.goTo(12, 1);
    await page().keyboard.type('loss_t');
    await screen().suggestions.filter({ hasText: 'loss_type' }).first().waitFor();
    await inBothThemes('training-file-completion');
    await screen().focusedSuggestion('loss_type').waitFor();
    await page().keyboard.press('Enter');
    await screen().suggestions.filter({ hasText: 'smooth_l1' }).waitFor();
    await page().keyboard.type('hub');
    await screen().focusedSuggestion('huber').waitFor();
    await page().keyboard.press('Enter');
    await eventually(async () => assert.match(await editorText(), /loss_type = "huber"/));
  });

  it('completes fields and tables where the line is not finished', async () => {
    await workbench.goTo(9, 1);
    await page().keyboard.type('capt');
    const item = screen().suggestions.filter({ hasText: 'caption_dropout' });
    await item.first().waitFor();
    await page().keyboard.press('Escape');
    for (let letter = 0; letter < 4; letter++) await page().keyboard.press('Backspace');
  });

  it('says of a field what it is', async () => {
    const box = await screen().piece('resolution').boundingBox();
    assert.ok(box);
    await page().mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const hover = screen().editorHover.filter({ hasText: 'The size of the pictures in training' }).first();
    await hover.waitFor();
    await hover.getByText('Option of the trainer: resolution').waitFor();
    await workbench.screenshot('training-file-hover');
  });

  it('is checked as a whole by the lens at its top', async () => {
    await page().keyboard.press('Control+S');
    await screen().savedTab(NAME).waitFor();
    await eventually(async () =>
      assert.match(await readFile(path.join(workbench.folder, NAME), 'utf8'), /^min_snr_gamma = 5$/m),
    );
    await screen().codeLens('Check').first().click();
    await workbench.toast(/mira\.training\.toml: /).waitFor();
    await workbench.screenshot('training-file-checked');
  });

  it('says of an option what the authors of the user’s own trainer say, once it is named', async () => {
    const kohya = path.join(workbench.folder, 'kohya');
    await mkdir(kohya);
    await writeFile(path.join(kohya, 'train_network.py'), '');
    await writeFile(path.join(kohya, 'python'), PYTHON, { mode: 0o755 });
    workbench.changeMachineSettings({
      'diffusionWorkbench.training.pythonPath': path.join(kohya, 'python'),
      'diffusionWorkbench.training.kohya.scriptPath': path.join(kohya, 'train_network.py'),
    });
    // Nothing else tells that it has answered: what its parser has not is an error by then.
    await screen().errors.first().waitFor();
    const hover = screen().editorHover.filter({ hasText: 'What the authors say / 学習' }).first();
    await eventually(async () => {
      await page().mouse.move(0, 0);
      const box = await screen().piece('resolution').boundingBox();
      assert.ok(box);
      await page().mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await hover.waitFor({ timeout: 3000 });
    });
    await workbench.screenshot('training-file-own-help');
  });

  it('shows the captions that a program wrote, to be taken or left, and undoes them', async () => {
    const at = (name: string) => path.join(workbench.folder, 'pictures', name);
    await writeFile(at('a.png'), 'a picture');
    await writeFile(at('b.png'), 'a picture');
    await writeFile(at('b.txt'), 'ohwx');
    workbench.changeMachineSettings({
      'diffusionWorkbench.training.tagger': [
        process.execPath,
        path.resolve('test/fixtures/training/tagger.mjs'),
        'red coat',
      ],
    });
    const made = screen().quickInputRows.filter({ hasText: 'ohwx, red coat' });
    // Until the settings are read, there is no program to ask.
    await eventually(async () => {
      await workbench.runCommand('Diffusion Workbench: Make Captions');
      await made.waitFor({ timeout: 5000 });
    });
    await workbench.screenshot('training-captions');
    assert.deepEqual([existsSync(at('a.txt')), await readFile(at('b.txt'), 'utf8')], [false, 'ohwx']);
    await screen().quickInputBox.press('Enter');
    await eventually(async () => assert.equal(await readFile(at('b.txt'), 'utf8'), 'ohwx, red coat\n'));
    assert.equal(await readFile(at('a.txt'), 'utf8'), 'red coat\n');
    await workbench.openFile('b.txt');
    await screen().lines.click();
    await page().keyboard.press('Control+Z');
    await eventually(async () => assert.equal(await editorText(), 'ohwx'));
    // Where files are made, the Explorer undoes it.
    await screen().explorerRow('a.txt').click();
    await page().keyboard.press('Control+Z');
    await workbench.screenshot('training-captions-undo');
    await eventually(() => assert.equal(existsSync(at('a.txt')), false));
  });
});
