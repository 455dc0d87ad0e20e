import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import type { Job, JobPart } from '../../../../../src/core/training/jobs/job';
import { jobFolder } from '../../../../../src/core/training/jobs/jobFolder';
import { hintsFor } from '../../../../../src/core/training/run/hints';
import { samplePrompts, samplesOf } from '../../../../../src/core/training/run/samples';
import { testPromptsText } from '../../../../../src/core/training/run/testPrompts';
import { FAMILIES } from '../../../../../src/core/training/options/families';
import { tempFolder } from '../../../support/tempFolder';

const TRAINING: TrainingFile = { name: 'aria', family: 'sd15', base_model: 'base', trigger: 'ohwx' };

describe('the samples of a job', () => {
  const folder = tempFolder();
  const part = (number: number, nameOffset: number) => ({ number, nameOffset }) as JobPart;
  const draw = (number: number, ...names: string[]) => {
    const at = join(folder.path, 'output', String(number), 'sample');
    mkdirSync(at, { recursive: true });
    for (const name of names) writeFileSync(join(at, name), '');
  };
  const found = async (job: Pick<Job, 'parts' | 'plan'>, accumulation = 1) =>
    (await samplesOf(job, jobFolder(folder.path), accumulation)).map(
      ({ key, step, prompt }) => [step, prompt, key.split('/')[1]] as const,
    );

  it('stand at the steps of the whole job and at their prompts, also where a name has numbers of its own', async () => {
    draw(1, 'my_000001_00_x_000010_00_20261121012519_42.png', 'aria_000010_01_20261121012520.png');
    draw(1, 'aria_000020_00_20261121012521_42.png', 'preview.png', 'aria_000030_00_20261121012521_42.webp');
    draw(2, 'aria_000005_00_20261121012522_42.png');
    assert.deepEqual(await found({ parts: [part(1, 0), part(2, 15)] }), [
      [10, 0, '1'],
      [10, 1, '1'],
      [20, 0, '2'],
    ]);
  });

  it('of an epoch stand at its end; those before the first step of a resumed part do not replace the first ones', async () => {
    draw(1, 'aria_e000000_00_20261121012519_42.png', 'aria_e000002_00_20261121012520_42.png');
    draw(2, 'aria_e000000_00_20261121012521_42.png', 'aria_e000003_00_20261121012522_42.png');
    const plan = { totalSteps: 14, batchesPerEpoch: 10 };
    assert.deepEqual(await found({ parts: [part(1, 0), part(2, 11)], plan }, 2), [
      [0, 0, '1'],
      [10, 0, '1'],
      [11, 0, '2'],
      [14, 0, '2'],
    ]);
  });

  it('are of the prompts that the trainer reads, with their seeds, and those without the trigger word', async () => {
    const file = join(folder.path, 'prompts.txt');
    writeFileSync(
      file,
      '\ufeff# what to draw\r\n\r\nOhwx woman --n bad hands --d 42 --w 512\r\nwoman, cafe --s 20\r\n',
    );
    const prompts = await samplePrompts({ ...TRAINING, samples: { file: 'prompts.txt' } }, () => file);
    assert.deepEqual(prompts, [
      { text: 'Ohwx woman', seed: '42', leak: false },
      { text: 'woman, cafe', leak: true },
    ]);
    const own = await samplePrompts({ ...TRAINING, samples: { prompts: ['a --d 1', ''] } }, (text) => text);
    assert.deepEqual(own, [{ text: 'a', seed: '1', leak: true }]);
    const missing = { ...TRAINING, samples: { file: 'none.txt' } };
    assert.deepEqual(await samplePrompts(missing, () => join(folder.path, 'none.txt')), []);
  });

  it('leak nothing where there is no trigger word', async () => {
    const without = { ...TRAINING, trigger: undefined, samples: { prompts: ['a cat'] } };
    const prompts = await samplePrompts(without, (text) => text);
    assert.deepEqual(prompts, [{ text: 'a cat', leak: false }]);
  });
});

describe('what to begin with for a finished LoRA', () => {
  const lora = join('/loras', 'aria v2.safetensors');

  it('has its tag and its file name as they have to be written, each to be copied', () => {
    const copied = Object.fromEntries(hintsFor(TRAINING, lora).map(({ label, copy }) => [label, copy]));
    assert.equal(copied['Trigger words'], 'ohwx');
    assert.equal(copied['LoRA tag'], '<lora:aria v2:0.8>');
    assert.equal(copied['File (Easy Diffusion names it so)'], 'aria v2');
    assert.equal(copied.Weight, '0.8');
    const own = hintsFor({ ...TRAINING, weight: 0.65 }, lora);
    assert.ok(own.some(({ copy }) => copy === '<lora:aria v2:0.65>'));
  });

  it('names a sampler, steps and guidance for every family', () => {
    for (const family of FAMILIES) {
      const labels = hintsFor({ ...TRAINING, family }, lora).map(({ label }) => label);
      for (const label of ['Sampler', 'Steps', 'Guidance', 'Size']) assert.ok(labels.includes(label), family);
    }
  });

  it('are prompts, each with the LoRA, and one without it and its trigger word to compare with', () => {
    const training = { ...TRAINING, class: 'woman', weight: 0.7 };
    const text = testPromptsText(training, [{ text: 'ohwx woman, cafe', leak: false }], lora);
    const lines = text.trimEnd().split('\n');
    assert.equal(lines[0], '<lora:aria v2:0.7> ohwx woman, cafe');
    const without = lines.pop() ?? '';
    assert.ok(lines.every((line) => line.startsWith('<lora:aria v2:0.7> ') && line.includes('ohwx')));
    assert.ok(without.startsWith('woman, ') && !without.includes('ohwx') && !without.includes('<lora'));
  });
});
