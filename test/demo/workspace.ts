import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { civitaiHashes } from '../fixtures/makeModels';
import { makePicture } from '../fixtures/makePictures';
import type { LoopbackCivitai } from '../civitai/server';
import { demoModels } from './catalog';

const LAST_WEEK = new Date(Date.now() - 7 * 24 * 3600 * 1000);

/** Makes the demo workspace in a folder: models in every state, prompt files, pictures. */
export async function makeDemoWorkspace(folder: string): Promise<void> {
  for (const { path: name, bytes, beside = {} } of demoModels()) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
    // A file as young as this could still be growing.
    await utimes(file, LAST_WEEK, LAST_WEEK);
    for (const [neighbour, text] of Object.entries(beside)) {
      await writeFile(path.join(path.dirname(file), neighbour), text);
    }
  }
  await writePrompts(path.join(folder, 'prompts'));
  await writePictures(path.join(folder, 'pictures'));
  await writeFile(path.join(folder, 'README.md'), README);
}

/** Puts the versions of the demo's models on a Civitai, each with a picture. */
export async function publishDemo(civitai: LoopbackCivitai): Promise<void> {
  for (const { path: name, bytes, published } of demoModels()) {
    for (const seed of published) {
      const fileName = path.posix.basename(name);
      const { SHA256, AutoV3 } = civitaiHashes(bytes, fileName);
      civitai.addVersion({
        fileName,
        sizeKB: bytes.length / 1024,
        sha256: SHA256,
        ...(AutoV3 !== undefined && { autov3: AutoV3 }),
        images: [{ bytes: await makePicture(seed.versionId ?? 0), width: 512, height: 768 }],
        ...seed,
      });
    }
  }
}

/** Prompt files, as the prompt commands read them: one JSON object a file. */
async function writePrompts(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const prompts = [
    'masterpiece, 1girl, mira, silver hair, white dress, smile, garden, <lora:mira:0.8>',
    'neon city, night, rain, reflections, (wide shot:1.2), <lora:neon_city_style:0.7>',
    'watercolor sketch, harbour, boats, seagulls, morning light, <lora:watercolor_sketch:1>',
  ];
  for (const [index, raw] of prompts.entries()) {
    const [, tag = ''] = /(<lora:[^>]+>)/.exec(raw) ?? [];
    const body = raw.replace(`, ${tag}`, '');
    const prompt = {
      raw_prompt: raw,
      prompt: `${tag}, ${body.replace('white dress, ', '')}`,
      prompt_with_clothes: `${tag}, ${body}`,
      lora: tag,
    };
    await writeFile(path.join(folder, `00${index + 1}.txt`), `${JSON.stringify(prompt, undefined, 2)}\n`);
  }
}

async function writePictures(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const seed of [1, 2, 3]) {
    await writeFile(path.join(folder, `00${seed}.png`), await makePicture(seed, 'png', 768, 512));
    await writeFile(path.join(folder, `10${seed}.jpg`), await makePicture(seed + 3, 'jpeg', 512, 512));
  }
}

const README = `# Demo workspace

Made by \`npm start\`, made again at every start. Everything here is made up, and so is the Civitai that answers:
it runs on this machine.

1. Open **Diffusion Workbench** in the activity bar: every model below \`models/\` is listed.
2. Run **Annotate All**. Most models are identified, some are not, and each says why:
   - \`kestrel\` was uploaded twice: **Fetch** lets you choose.
   - \`ink_wash\` has words of yours, which stay; Details shows what Civitai has instead.
   - \`paper_cut\` was annotated by another tool, \`my_own_training\` and \`mystery_merge\` are nowhere on Civitai.
   - \`half_downloaded\`, \`saved_login_page\` and \`empty\` are no whole models, and \`broken_sidecar\` has a sidecar
     that cannot be read.
3. Run **Download Model Version…** with \`930001\` (two versions), \`930004\` (comes slowly: pause and resume it) or
   \`930005\` (needs a token: set \`demo-token-0123456789abcdef\`), and **Download Example Images…** of the creator
   \`maria\`. The **Downloads** view shows them; what it has not ended goes on after a restart.
4. Choose \`training\` in the Explorer and run **Prompt Files > Refilter Prompts** from its context menu: nothing is
   written before you have seen the changes and apply them, and **Undo Last Prompt Run** takes them back. The words that
   go are in the three \`Filter_*.txt\`. **Regenerate Prompts from LoRA** puts the tag of the LoRA in front that lies
   there, too.
`;
