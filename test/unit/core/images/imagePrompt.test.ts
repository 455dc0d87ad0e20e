import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { imagePrompt } from '../../../../src/core/images/imagePrompt';
import { readPromptFile } from '../../../../src/core/prompts/promptFile';

const compose = (raw: string) => ({ prompt: raw, prompt_with_clothes: raw, lora: '' });
const written = (meta: unknown) =>
  imagePrompt({ meta, url: 'https://image.civitai.com/1.jpeg' }, undefined, compose);
const value = (meta: unknown) => JSON.parse(written(meta) ?? '{}') as Readonly<Record<string, unknown>>;

describe('the prompt file of an image', () => {
  it('is one that the prompt commands read', () => {
    const read = readPromptFile(Buffer.from(written({ prompt: 'ä "cat"\nBREAK' }) ?? ''));
    assert.ok(typeof read === 'object');
    assert.equal(read.fields.raw_prompt, 'ä "cat"\nBREAK');
  });

  it('is not made without a prompt, or for one that is too long', () => {
    for (const meta of [
      undefined,
      null,
      5,
      [],
      {},
      { prompt: ' \n' },
      { prompt: 7 },
      { prompt: 'x'.repeat(300_000) },
    ])
      assert.equal(written(meta), undefined);
  });

  it('has values of any type, and none that has lost digits', () => {
    const { seed, cfg, steps, clip_skip: clip } = value({ prompt: 'x', seed: 2 ** 60, cfgScale: '7', steps: { a: 1 }, 'Clip skip': 2 }); // prettier-ignore
    assert.deepEqual([seed, cfg, steps, clip], [undefined, '7', undefined, 2]);
    assert.equal(value({ prompt: 'x', seed: '1234567890123456789' }).seed, '1234567890123456789');
  });

  it('has the resources that can be named', () => {
    const { resources_used: found } = value({ prompt: 'x', resources: [{ name: 'neon', type: 'lora', hash: 'ab' }, null, {}], civitaiResources: [{ modelVersionId: 7, type: 'lora', weight: 0.8, hash: 7 }, { modelVersionId: '../x' }] }); // prettier-ignore
    assert.deepEqual(found, [
      { modelVersionId: 7, type: 'lora', download_url: 'https://civitai.com/api/download/models/7', weight: 0.8 }, // prettier-ignore
      { name: 'neon', type: 'lora', hash: 'ab' },
    ]);
    const { resources_used: many } = value({ prompt: 'x', resources: Array(1000).fill({ name: 'a' }) });
    assert.equal((many as readonly unknown[]).length, 100);
  });
});
