// npm start runs this: makes the demo workspace and serves its Civitai until it is ended.
//   node dist/test/demo/main.js FOLDER
// Prints one line of JSON, {"baseUrl": …}, as soon as both are there.
import { mkdir } from 'node:fs/promises';
import { LoopbackCivitai } from '../civitai/server';
import { DEMO_TOKEN, publishDownloads } from './downloads';
import { makePromptDemo } from './prompts';
import { makeTrainingDemo } from './trainings';
import { makeDemoWorkspace, publishDemo } from './workspace';

async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new Error('In which folder?');
  await mkdir(folder, { recursive: true });
  await makeDemoWorkspace(folder);
  await makePromptDemo(folder);
  await makeTrainingDemo(folder);
  const civitai = await LoopbackCivitai.start({ tokens: { [DEMO_TOKEN]: 'demo' } });
  await publishDemo(civitai);
  await publishDownloads(civitai);
  console.log(JSON.stringify({ baseUrl: civitai.baseUrl }));
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
