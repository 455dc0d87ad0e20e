import assert from 'node:assert/strict';
import { describeImage } from '../../../../src/core/images/describeImage';
import type { ImageInfo } from '../../../../src/core/images/info/imageInfo';
import { infotextOf } from '../../../../src/core/images/info/infotext/infotextOf';
import { mergedInfo } from '../../../../src/core/images/info/mergedInfo';
import { embedInFile } from '../../../../src/core/media/embed/embedInFile';
import { png } from '../../../civitai/pictures';
import { tempFolder } from '../../support/tempFolder';

const META = { prompt: 'a cat', negativePrompt: 'dog', steps: 20, sampler: 'Euler', seed: 7, cfgScale: 6, clipSkip: 2, 'Hires upscale': '1.5', hashes: { model: 'abcdef1234' } }; // prettier-ignore

/** What a record would have of it. */
async function described(picture: string, meta: unknown) {
  const { known, notes } = await describeImage(picture, meta);
  return { info: known.generation as unknown as ImageInfo, infotext: known.infotext, notes };
}

describe('what is known of a downloaded image', () => {
  const folder = tempFolder();
  const picture = async (infotext?: string) => {
    const path = folder.write('1.png', png(8, 8, [1, 2, 3]));
    if (infotext !== undefined) await embedInFile(path, infotext, {});
    return path;
  };

  it('is what Civitai says, where the file says nothing', async () => {
    const { info, infotext, notes } = await described(await picture(), META);
    assert.equal(infotext, 'a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler, CFG scale: 6, Seed: 7, Model hash: abcdef1234, Clip skip: 2, Hires upscale: 1.5, Hashes: {"model":"abcdef1234"}'); // prettier-ignore
    assert.deepEqual([info.sources.prompt, notes], ['meta', []]);
  });

  it('takes seed and prompt from the file where they differ, and from Civitai all else that it says', async () => {
    const path = await picture(
      'a dog\nSteps: 30, Sampler: DPM++ 2M, CFG scale: 5, Seed: 8, Size: 64x64, Model: xl',
    );
    const { info } = await described(path, META);
    assert.deepEqual([info.prompt, info.seed, info.sources.seed], ['a dog', '8', 'file']);
    assert.deepEqual([info.steps, info.sampler, info.negative], [20, 'Euler', 'dog']);
    assert.deepEqual([info.size, info.model, info.sources.size], ['64x64', 'xl', 'file']);
  });

  it('is what the file says, where Civitai says nothing', async () => {
    const text = 'a dog\nSteps: 30, Sampler: Euler, CFG scale: 5, Seed: 8, Size: 64x64, Version: v1.9.0';
    const path = await picture(text);
    for (const meta of [undefined, null, 'x', [], { prompt: null }])
      assert.equal((await described(path, meta)).infotext, text);
  });

  it('is nothing where nothing is known, and invents nothing', async () => {
    const { infotext, notes } = await described(await picture(), {});
    assert.deepEqual([infotext, notes], [undefined, []]);
  });

  it('is told to be too little where A1111 would not read it back', async () => {
    const { infotext, notes } = await described(await picture(), { prompt: 'a cat' });
    assert.deepEqual([infotext, notes.length], ['a cat', 1]);
    assert.match(notes[0] ?? '', /1\.png: too little is known/);
  });

  it('has no None where a number stands, which Civitai refuses', () => {
    const meta = { prompt: 'x', steps: 4, sampler: 'Euler', seed: 1, cfgScale: 'None', Eta: 'NaN' };
    assert.equal(infotextOf(mergedInfo(meta, undefined), meta)?.text, 'x\nSteps: 4, Sampler: Euler, Seed: 1');
  });
});
