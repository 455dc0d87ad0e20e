import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { makeLora } from '../fixtures/makeModels';
import { type Demo, shareDemo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import type { Theme } from './support/workbench';

/** A prompt file of its own for a test. */
const promptFile = (members: Readonly<Record<string, unknown>>) =>
  `${JSON.stringify(members, undefined, 2)}\n`;

const FILES: Readonly<Record<string, string>> = {
  'colours.txt': promptFile({
    raw_prompt:
      '1girl, (silver hair:1.2), \\(sign\\), __hair/color__, <lora:mira:0.8>, garden, [smile|grin] BREAK night AND rain, <lora:neon_city_style:te=0.5:unet=1>',
    seed: 7,
  }),
  'members.txt': promptFile({ raw_prompt: 'cat', steps: 'many', lora: 5 }),
  'typing.txt': promptFile({ raw_prompt: 'cat, END', lora: '' }),
  'unknown.txt': promptFile({
    raw_prompt: 'cat, <lora:neon_city_stile:0.65>, <lora:Mira:1>, <lora:nobody_knows:1>',
    prompt: '<lora:neon_city_stile:0.65>, cat',
    lora: '<lora:neon_city_stile:0.65>',
  }),
  'caption.txt': 'a cat, "prompt": no JSON\n',
  'notes.md': 'Try  it.\n',
};

describe('a prompt file in the editor', () => {
  let demo: Demo;
  const page = () => demo.workbench.page;
  const screen = () => demo.workbench.screen;
  const language = () => screen().language;
  const line = (text: string) => screen().line(text);
  /** The name in the first tag that has it. */
  const name = (text: string) => screen().piece(text);
  const suggestions = () => screen().suggestions;
  const editorText = async () => (await screen().lines.innerText()).replaceAll('\u00a0', ' ');

  async function open(name: string, shows: string): Promise<void> {
    await demo.workbench.openFile(name);
    await line(shows).waitFor();
  }

  /** Rests the pointer on a part of the text, without scrolling to it. */
  async function pointAt(text: Locator): Promise<void> {
    const box = await eventually(async () => {
      const found = await text.boundingBox();
      assert.ok(found);
      return found;
    });
    // What is shown of another place may cover this one.
    await page().mouse.move(1000, 700);
    await screen().editorHover.first().waitFor({ state: 'hidden' });
    await page().mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** Puts the cursor somewhere: `LINE:COLUMN`. */
  async function goTo(place: string): Promise<void> {
    const [line = '', column = ''] = place.split(':');
    await demo.workbench.goTo(Number(line), Number(column));
  }

  const inBothThemes = (name: string) => demo.workbench.screenshots(name, ['light', 'dark']);

  before(async () => {
    demo = await shareDemo({
      prepare: async (folder) => {
        for (const [name, text] of Object.entries(FILES)) {
          await writeFile(path.join(folder, 'prompts', name), text);
        }
      },
    });
    await demo.workbench.treeRow('models').waitFor();
    await demo.workbench.runCommand('Diffusion Workbench: Annotate All');
    await demo.workbench.toast(/identified/).waitFor();
    await demo.workbench.clearToasts();
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('is known by what it holds, and a text beside it stays a text', async () => {
    await open('001.txt', 'raw_prompt');
    await eventually(async () => assert.equal(await language().innerText(), 'Prompt File'));
    await open('caption.txt', 'a cat');
    await eventually(async () => assert.equal(await language().innerText(), 'Plain Text'));
  });

  it('keeps the language that the user chooses for it', async () => {
    const { workbench } = demo;
    await open('001.txt', 'raw_prompt');
    await eventually(async () => assert.equal(await language().innerText(), 'Prompt File'));
    await workbench.runCommand('Change Language Mode');
    await workbench.answer('Plain Text');
    await eventually(async () => assert.equal(await language().innerText(), 'Plain Text'));
    await page().keyboard.press('Control+Home');
    await page().keyboard.type(' ');
    await page().keyboard.press('Control+S');
    await screen().savedTab('001.txt').waitFor();
    assert.equal(await language().innerText(), 'Plain Text');
  });

  it('has colours for tags, weights and separators', async () => {
    await open('colours.txt', 'silver hair');
    await eventually(async () => assert.equal(await language().innerText(), 'Prompt File'));
    for (const theme of ['light', 'high-contrast', 'dark'] satisfies Theme[]) {
      await demo.workbench.useTheme(theme);
      const color = (text: string) =>
        screen()
          .piece(text)
          .evaluate((span) => getComputedStyle(span).color);
      await eventually(async () => {
        const text = await color('"');
        for (const part of ['lora', 'mira', '0.8', '1.2', 'BREAK', 'AND']) {
          assert.notEqual(await color(part), text, `${part} in ${theme}`);
        }
      });
      await demo.workbench.screenshot(`prompt-file-colours-${theme}`);
    }
  });

  it('completes, explains and checks its members', async () => {
    await open('members.txt', 'raw_prompt');
    await screen().warnings.first().waitFor();
    await demo.workbench.runCommand('View: Focus Problems');
    const problems = screen().problems;
    await problems.filter({ hasText: 'Incorrect type. Expected "string"' }).waitFor();
    await demo.workbench.runCommand('View: Hide Panel');

    await goTo('2:1');
    await page().keyboard.press('End');
    await page().keyboard.press('Enter');
    await page().keyboard.type('"prompt_w');
    const item = suggestions().filter({ hasText: 'prompt_with_clothes' });
    await item.waitFor();
    await inBothThemes('prompt-file-members');
    await page().keyboard.press('Enter');
    await eventually(async () => assert.match(await editorText(), /"prompt_with_clothes": ""/));
    await page().keyboard.press('Escape');

    await pointAt(line('"raw_prompt"').getByText('raw_prompt').first());
    await hoverWith('The whole prompt as it was written').waitFor();
  });

  const hoverWith = (text: string): Locator => screen().editorHover.filter({ hasText: text }).first();

  it('completes LoRA names while they are typed, with what they are', async () => {
    await open('typing.txt', 'cat, END');
    await eventually(async () => assert.equal(await language().innerText(), 'Prompt File'));
    await goTo('2:23');
    await page().keyboard.type('<');
    await suggestions().filter({ hasText: 'neon_city_style' }).waitFor();
    await page().keyboard.type('lora:neo');
    await suggestions().filter({ hasText: 'neon_city_style' }).waitFor();
    await eventually(async () => assert.equal(await suggestions().count(), 1));
    const details = screen().suggestionDetails;
    await eventually(async () => {
      // While the list is being made anew, the key does that, too, and shows no details.
      if (!(await details.isVisible())) await page().keyboard.press('Control+Space');
      await details.filter({ hasText: 'rainy night' }).waitFor({ timeout: 2000 });
    });
    await pictureIsShown(details);
    await inBothThemes('prompt-file-lora-completion');
    await page().keyboard.press('Enter');
    await eventually(async () => assert.match(await editorText(), /"cat, <lora:neon_city_style:1>END"/));
  });

  it('finds a LoRA by its name on Civitai, and writes the weight that is preferred', async () => {
    const { workbench } = demo;
    await writeWeight(path.join(workbench.folder, 'models/loras/characters/mira.safetensors.metadata.json'));
    // Until the new weight is noticed, the LoRA is completed with another.
    await eventually(async () => {
      await workbench.runCommand('File: Revert File');
      await screen().unsavedTab.waitFor({ state: 'detached' });
      await goTo('3:12');
      await page().keyboard.type('<lora:Mir');
      // The list may still be that of fewer letters, whose first is another.
      await screen().focusedSuggestion('mira').waitFor();
      await page().keyboard.press('Enter');
      await eventually(async () => assert.match(await editorText(), /"lora": "<lora:mira:[\d.]+>"/));
      assert.match(await editorText(), /"lora": "<lora:mira:0.65>"/);
    });
  });

  it('completes LoRA names in Markdown', async () => {
    await open('notes.md', 'Try');
    await goTo('1:5');
    await page().keyboard.type('<lora:water');
    await suggestions().filter({ hasText: 'watercolor_sketch' }).waitFor();
    await page().keyboard.press('Enter');
    await eventually(async () => assert.match(await editorText(), /Try <lora:watercolor_sketch:1> it/));
  });

  it('shows the model of a tag with its preview, trigger words and links', async () => {
    await open('002.txt', 'neon city');
    await eventually(async () => assert.equal(await language().innerText(), 'Prompt File'));
    await pointAt(name('neon_city_style'));
    const hover = hoverWith('Neon City Style');
    await hover.getByText('neon city, rainy night').waitFor();
    await pictureIsShown(hover);
    await hover.getByText('Open on Civitai').waitFor();
    await demo.workbench.screenshot('prompt-file-hover');
    await hover.getByText('Show Details').click();
    const details = screen().activeTab('neon_city_style.safetensors');
    // Keys pressed while the page loads are lost.
    await details.click({ button: 'middle' });
    await details.waitFor({ state: 'detached' });
  });

  it('warns of names that no model has, and offers the nearest', async () => {
    const { workbench } = demo;
    await open('unknown.txt', 'neon_city_stile');
    await eventually(async () => assert.equal(await screen().warnings.count(), 4));
    await pointAt(name('nobody_knows'));
    await hoverWith(
      'No model is called “nobody_knows”. Correct the name, or add the folder of its LoRA',
    ).waitFor();
    await pointAt(name('neon_city_stile'));
    await hoverWith('No model is called “neon_city_stile”. Did you mean “neon_city_style”?').waitFor();
    await workbench.screenshot('prompt-file-warning');
    await line('raw_prompt').click();
    await goTo('2:40');
    await page().keyboard.press('Control+.');
    const menu = screen().quickFixes;
    await menu.getByText('Change to “neon_city_style”').waitFor();
    await inBothThemes('prompt-file-quick-fix');
    await menu.getByText('Change all 3 “neon_city_stile” to “neon_city_style”').click();
    await eventually(async () => assert.equal(await screen().warnings.count(), 1));
    await page().keyboard.press('Control+S');
    await eventually(async () =>
      assert.equal(
        await readFile(path.join(workbench.folder, 'prompts/unknown.txt'), 'utf8'),
        FILES['unknown.txt']?.replaceAll('neon_city_stile', 'neon_city_style'),
      ),
    );
  });

  it('warns no longer once the model is there', async () => {
    const { workbench } = demo;
    await writeFile(
      path.join(workbench.folder, 'models/loras/nobody_knows.safetensors'),
      makeLora({ name: 'nobody_knows' }),
    );
    await screen().warnings.first().waitFor({ state: 'detached' });
  });
});

async function pictureIsShown(within: Locator): Promise<void> {
  await eventually(async () => {
    const width = await within
      .locator('img')
      .first()
      .evaluate((image) => (image as HTMLImageElement).naturalWidth);
    assert.ok(width > 0, 'the picture is not loaded');
  });
}

async function writeWeight(sidecar: string): Promise<void> {
  const members = JSON.parse(await readFile(sidecar, 'utf8')) as Record<string, unknown>;
  await writeFile(sidecar, JSON.stringify({ ...members, preferred_weight: 0.65 }));
}
