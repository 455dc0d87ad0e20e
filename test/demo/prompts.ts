import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeLora } from '../fixtures/makeModels';

const LAST_WEEK = new Date(Date.now() - 7 * 24 * 3600 * 1000);

/**
 * Adds what the prompt commands work on to a workspace: filter words, and a folder where a LoRA lies beside the prompts
 * that are for it. Its header has no `ss_output_name`.
 */
export async function makePromptDemo(workspace: string): Promise<void> {
  for (const [name, text] of Object.entries(FILTERS)) await writeFile(path.join(workspace, name), text);
  const folder = path.join(workspace, 'training/lantern');
  await mkdir(folder, { recursive: true });
  const lora = path.join(folder, 'lantern_festival.safetensors');
  await writeFile(lora, makeLora({ name: 'lantern_festival', extra: { ss_output_name: '' } }));
  await utimes(lora, LAST_WEEK, LAST_WEEK);
  for (const [name, prompt] of Object.entries(PROMPTS)) {
    const text = typeof prompt === 'string' ? prompt : `${JSON.stringify(prompt, undefined, 2)}\n`;
    await writeFile(path.join(folder, name), text);
  }
}

const FILTERS: Readonly<Record<string, string>> = {
  'Filter_Sex.txt': '# Words of the group Sex\nnude, topless\n',
  'Filter_Clothes.txt': 'white dress, straw hat\nyukata\n',
  'Filter_Etc.txt': 'masterpiece, best quality\nwatermark\n',
};

/** As a picture collection keeps them. The last is none of them. */
const PROMPTS: Readonly<Record<string, object | string>> = {
  '1001.txt': {
    raw_prompt: 'masterpiece, 1girl, (yukata:1.2), paper lantern, night, <lora:lantern_festival:0.8>',
    prompt: '<lora:lantern_festival:0.8>, masterpiece, 1girl, (yukata:1.2), paper lantern, night',
    prompt_with_clothes:
      '<lora:lantern_festival:0.8>, masterpiece, 1girl, (yukata:1.2), paper lantern, night',
    lora: '<lora:lantern_festival:0.8>',
    steps: 28,
    cfg_scale: 7.0,
    seed: 1_870_022_346,
  },
  '1002.txt': {
    raw_prompt: 'paper lantern, river, (straw hat, smile:1.1), watermark, <lora:ink_wash:0.5>',
    prompt: 'paper lantern, river, (straw hat, smile:1.1), watermark, <lora:ink_wash:0.5>',
  },
  '1003.txt': {
    raw_prompt: 'paper lantern, close-up, bokeh, <lora:lantern_festival:1>',
    prompt: '<lora:lantern_festival:1>, paper lantern, close-up, bokeh',
    prompt_with_clothes: '<lora:lantern_festival:1>, paper lantern, close-up, bokeh',
    lora: '<lora:lantern_festival:1>',
  },
  'notes.txt': 'Pictures of the lantern festival, 2024.\n',
};
