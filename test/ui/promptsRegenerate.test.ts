import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makePromptDemo } from '../demo/prompts';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { PromptsPage } from './support/promptsPage';
import { Workbench } from './support/workbench';

const FOLDER = 'training/lantern';
const LORA = `${FOLDER}/lantern_festival.safetensors`;

describe('Regenerate Prompts from LoRA', () => {
  let workbench: Workbench;
  let prompts: PromptsPage;
  const shows = (rows: string[]) => eventually(async () => assert.deepEqual(await prompts.shown(), rows));
  const sha256 = () => createHash('sha256').update(prompts.bytes(LORA)).digest('hex');
  const dialog = () => workbench.screen.dialog;

  before(async () => {
    workbench = await Workbench.share({
      prepare: async (folder) => {
        await makePromptDemo(folder);
        await writeFile(path.join(folder, 'lonely.txt'), '{ "raw_prompt": "masterpiece, cat" }\n');
      },
      settings: { 'diffusionWorkbench.civitai.enabled': false },
    });
    prompts = new PromptsPage(workbench);
    await workbench.showContainer();
  });
  after(() => workbench.close());
  screenshotFailures(() => workbench);

  it('works on the folder that was chosen in the Explorer', async () => {
    await prompts.chooseInExplorer('training', 'Prompt Files', 'Regenerate Prompts from LoRA');
    await shows([
      'Warnings | 1',
      '  lantern | lantern_festival.safetensors has no output name in its header: it goes by its file name, as lantern_festival.',
      '[x] Changed | 2',
      '  [x] 1001.txt | − (yukata:1.2) (Clothes) − masterpiece (Etc)',
      '  [x] 1002.txt | − straw hat (Clothes) − watermark (Etc)',
      'Skipped | 1',
      'Unchanged | 1',
    ]);
    // It moves the rows.
    await prompts.message.getByText('Regenerate would write 2 files.').waitFor();
    await workbench.screenshot('prompts-regenerate');
    const hover = await workbench.hover(prompts.row('1002.txt'));
    await hover.getByText('LoRA: lantern_festival').waitFor();
    await workbench.screenshot('prompts-regenerate-hover');
  });

  it('adds the fields that are missing, with the tag of the LoRA in front', async () => {
    await prompts.action('Apply Prompt Changes');
    await workbench.toast('Regenerate: 2 files changed.').waitFor();
    assert.deepEqual(prompts.json(`${FOLDER}/1002.txt`), {
      raw_prompt: 'paper lantern, river, (straw hat, smile:1.1), watermark, <lora:ink_wash:0.5>',
      prompt: '<lora:lantern_festival:1>, <lora:ink_wash:0.5>, paper lantern, river, (smile:1.1)',
      prompt_with_clothes:
        '<lora:lantern_festival:1>, <lora:ink_wash:0.5>, paper lantern, river, (straw hat, smile:1.1)',
      lora: '<lora:lantern_festival:1>, <lora:ink_wash:0.5>',
    });
    await workbench.clearToasts();
  });

  it('says where a folder has no LoRA', async () => {
    await prompts.open('lonely.txt');
    await prompts.run('Regenerate Prompts from LoRA');
    await workbench.pick('This File');
    const toast = workbench.toast('Nothing to change: 0 files as wanted already, 1 skipped.');
    await toast.getByRole('button', { name: 'Show Why' }).click();
    await prompts.warning('There is no LoRA in it: its prompt file was skipped.').waitFor();
    await prompts.message.getByText('Regenerate: there is nothing to write.').waitFor();
    await prompts.row(/^Skipped$/).click();
    await prompts.row('No LoRA in the folder: put it there, or use Refilter').waitFor();
    await workbench.screenshot('prompts-no-lora');
    await prompts.action('Discard Prompt Changes');
    await workbench.clearToasts();
  });

  it('writes the output name into the LoRA only when that was confirmed', async () => {
    const before = sha256();
    await prompts.chooseInExplorer('training', 'Prompt Files', 'Regenerate Prompts from LoRA');
    const toast = workbench.toast('Nothing to change: 3 files as wanted already, 1 skipped.');
    await toast.getByRole('button', { name: 'Show Why' }).click();
    await prompts.warning('has no output name').click();
    await dialog().getByText('Write the output name "lantern_festival" into').waitFor();
    await workbench.screenshot('prompts-name-lora');
    const asked = await prompts.answer('Cancel');
    assert.match(
      asked,
      /The SHA-256 of the file changes[\s\S]*is kept in its sidecar[\s\S]*tensors stay byte/,
    );
    assert.equal(sha256(), before);
    await prompts.warning('has no output name').click();
    await dialog().waitFor();
    await prompts.answer('Write');
    await workbench.toast('lantern_festival.safetensors has the output name lantern_festival now.').waitFor();
    await workbench.screenshot('prompts-named-lora');
    assert.notEqual(sha256(), before);
    const { hash_sha256: kept } = prompts.json(`${LORA}.metadata.json`);
    assert.equal(String(kept).toLowerCase(), before);
    await prompts.action('Discard Prompt Changes');
    await workbench.clearToasts();
  });
});
