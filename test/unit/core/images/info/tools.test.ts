import assert from 'node:assert/strict';
import { imageInfo, readingsOf, type ImageInfo } from '../../../../../src/core/images/info/imageInfo';
import { civitaiMetaReading } from '../../../../../src/core/images/info/tools/civitai';
import type { PictureText, TextOrigin } from '../../../../../src/core/media/text/pictureTexts';

function info(chunks: Readonly<Record<string, unknown>>, origin: TextOrigin = 'png'): ImageInfo {
  const texts: PictureText[] = Object.entries(chunks).map(([key, value]) => ({
    origin,
    key,
    text: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  return imageInfo(readingsOf(texts), texts);
}

/** What a picture tells, without what it does not tell and where it stands. */
function told({ loras, ...info }: ImageInfo): Record<string, unknown> {
  const known = Object.entries(info).filter(
    ([key, value]) => value !== null && !['sources', 'params', 'raw', 'tooLarge'].includes(key),
  );
  return plain({ ...Object.fromEntries(known), ...(loras.length > 0 && { loras }) });
}

/** Without members that are undefined. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

const GRAPH = { '1': { class_type: 'KSampler', inputs: { seed: 9, steps: 9, positive: ['2', 0], model: ['3', 0] } }, '2': { class_type: 'CLIPTextEncode', inputs: { text: 'graph', clip: ['3', 1] } } }; // prettier-ignore
const INFOTEXT =
  'text\nNegative prompt: bad\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 64x64';

describe('pictures of', () => {
  it('SwarmUI: its parameters stand behind the graph of its backend', () => {
    const sui = { sui_image_params: { prompt: 'p', negativeprompt: '', model: 'a/b.safetensors', seed: 5, cfgscale: 1, fluxguidancescale: 3.5 } }; // prettier-ignore
    const expected = { tool: 'SwarmUI', prompt: 'p', seed: '5', cfg: 1, guidance: 3.5, model: 'b' };
    assert.deepEqual(told(info({ prompt: GRAPH, parameters: sui })), expected);
    assert.deepEqual(told(info({ Model: sui }, 'exif')), expected);
    assert.deepEqual(told(info({ stealth: sui }, 'stealth')), expected);
  });

  it('InvokeAI in all its forms', () => {
    const common = { positive_prompt: 'p', negative_prompt: 'n', seed: 3, steps: 4, cfg_scale: 5, scheduler: 'euler', width: 64, height: 96 }; // prettier-ignore
    const expected = { tool: 'InvokeAI', prompt: 'p', negative: 'n', seed: '3', steps: 4, sampler: 'euler', cfg: 5, size: '64x96', model: 'm' }; // prettier-ignore
    const lora = { name: 'l', weight: 0.5 };
    assert.deepEqual(
      told(info({ invokeai_metadata: { ...common, model: { model_name: 'm' }, loras: [{ lora: { model_name: 'l' }, weight: 0.5 }] } })), // prettier-ignore
      { ...expected, loras: [lora] },
    );
    assert.deepEqual(
      told(info({ invokeai_metadata: { ...common, model: { name: 'm' }, loras: [{ model: { name: 'l', hash: 'blake3:00112233' }, weight: 0.5 }] } })), // prettier-ignore
      { ...expected, loras: [{ ...lora, hash: '00112233' }] },
    );
    const command = '"a \\"b\\" [n1] c [n2]" -s 30 -S 42 -W 512 -H 512 -C 7.5 -A k_euler';
    assert.deepEqual(told(info({ Dream: command })), { tool: 'InvokeAI', prompt: 'a "b"  c', negative: 'n1 n2', seed: '42', steps: 30, sampler: 'k_euler', cfg: 7.5, size: '512x512' }); // prettier-ignore
    const legacy = { model_weights: 'm', image: { prompt: 'p withLora(sea,0.5) [n]', seed: 1 } };
    assert.deepEqual(told(info({ 'sd-metadata': legacy })), { tool: 'InvokeAI', prompt: 'p withLora(sea,0.5)', negative: 'n', seed: '1', model: 'm', loras: [{ name: 'sea', weight: 0.5 }] }); // prettier-ignore
  });

  it('NovelAI, with characters, as chunks or hidden', () => {
    const caption = (base: string, ...characters: string[]) => ({ caption: { base_caption: base, char_captions: characters.map((char_caption) => ({ char_caption })) } }); // prettier-ignore
    const comment = JSON.stringify({ prompt: 'two', uc: 'bad', seed: 4294967295, scale: 6, width: 64, height: 96, sampler: 'k', noise_schedule: 'karras', v4_prompt: caption('two', 'girl', 'boy'), v4_negative_prompt: caption('bad', '', 'hat') }); // prettier-ignore
    const chunks = { Title: 'NovelAI generated image', Description: 'two', Software: 'NovelAI', Source: 'NovelAI Diffusion V4', Comment: comment }; // prettier-ignore
    const expected = { tool: 'NovelAI', prompt: 'two\ngirl\nboy', negative: 'bad\nhat', seed: '4294967295', sampler: 'k', scheduler: 'karras', cfg: 6, size: '64x96', model: 'NovelAI Diffusion V4' }; // prettier-ignore
    assert.deepEqual(told(info(chunks)), expected);
    assert.deepEqual(told(info({ stealth: chunks }, 'stealth')), expected);
  });

  it('Fooocus: keys, labels and an infotext; RuinedFooocus: JSON in JSON', () => {
    const labels = { Prompt: 'p', 'Negative Prompt': 'n', Resolution: '(896, 1152)', Sharpness: 2, 'Guidance Scale': 4, 'Base Model': 'm.safetensors', Sampler: 's', Scheduler: 'k', Seed: 1, 'LoRA 1': 'sea.safetensors : 0.5', Version: 'Fooocus v2.1.860' }; // prettier-ignore
    const expected = { tool: 'Fooocus', prompt: 'p', negative: 'n', seed: '1', sampler: 's', scheduler: 'k', cfg: 4, size: '896x1152', model: 'm', loras: [{ name: 'sea', weight: 0.5 }] }; // prettier-ignore
    assert.deepEqual(told(info({ UserComment: labels, MakerNote: 'fooocus' }, 'exif')), expected);
    assert.equal(info({ parameters: INFOTEXT, fooocus_scheme: 'a1111' }).tool, 'Fooocus');
    const ruined = { Prompt: 'p', Negative: 'n', steps: 30, cfg: 8, width: 64, height: 96, seed: 1, sampler_name: 's', base_model_name: 'm.safetensors', loras: [['0123456789', '0.5 - sea.safetensors']], software: 'RuinedFooocus' }; // prettier-ignore
    assert.deepEqual(told(info({ parameters: JSON.stringify(JSON.stringify(ruined)) })), { tool: 'RuinedFooocus', prompt: 'p', negative: 'n', seed: '1', steps: 30, sampler: 's', cfg: 8, size: '64x96', model: 'm', loras: [{ name: 'sea', weight: 0.5, hash: '0123456789' }] }); // prettier-ignore
  });

  it('Easy Diffusion as one object, with lists of LoRAs', () => {
    const found = told(info({ UserComment: { prompt: 'p', negative_prompt: 'None', seed: 1, use_stable_diffusion_model: 'x\\m.ckpt', num_inference_steps: 5, use_lora_model: ['a', 'b'], lora_alpha: [0.1, 0.2] } }, 'exif')); // prettier-ignore
    assert.deepEqual(found, { tool: 'Easy Diffusion', prompt: 'p', seed: '1', steps: 5, model: 'm', loras: [{ name: 'a', weight: 0.1 }, { name: 'b', weight: 0.2 }] }); // prettier-ignore
    assert.deepEqual(info({ prompt: 'p', use_stable_diffusion_model: 'm', use_lora_model: "['a', 'b']", lora_alpha: '[0.1, 0.2]' }).loras.length, 2); // prettier-ignore
  });

  it('Draw Things with a description alone', () => {
    const description = 'p, q\n-n\nSteps: 8, Sampler: DPM++ 2M Karras, Guidance Scale: 4.5, Seed: 2, Size: 64x96, Model: m.ckpt, Seed Mode: Scale Alike, LoRA 1 Model: l.ckpt, LoRA 1 Weight: 0.8'; // prettier-ignore
    assert.deepEqual(told(info({ 'dc:description': description, 'xmp:CreatorTool': 'Draw Things' }, 'xmp')), { tool: 'Draw Things', prompt: 'p, q', negative: 'n', seed: '2', steps: 8, sampler: 'DPM++ 2M Karras', cfg: 4.5, size: '64x96', model: 'm', loras: [{ name: 'l', weight: 0.8 }] }); // prettier-ignore
  });

  it('TensorArt, Stability Matrix and programs that are not known', () => {
    const art = info({ generation_data: { prompt: 'p', negativePrompt: 'n', baseModel: { modelFileName: 'm' }, models: [{ modelFileName: 'l', weight: 0.5, type: 'LORA' }] }, prompt: GRAPH }); // prettier-ignore
    assert.deepEqual(told(art), { tool: 'TensorArt', prompt: 'p', negative: 'n', seed: '9', steps: 9, model: 'm', loras: [{ name: 'l', weight: 0.5 }] }); // prettier-ignore
    const matrix = info({
      'parameters-json': { PositivePrompt: 'p', Seed: 1, ModelName: 'm' },
      parameters: INFOTEXT,
    });
    assert.deepEqual(
      [matrix.tool, matrix.prompt, matrix.negative, matrix.seed],
      ['Stability Matrix', 'p', 'bad', '1'],
    );
    assert.deepEqual(told(info({ UserComment: { mflux_version: '1', prompt: 'p', seed: 1, steps: 4 } }, 'exif')), { tool: 'mflux', prompt: 'p', seed: '1', steps: 4 }); // prettier-ignore
    assert.equal(info({ UserComment: { prompt: 'a question', answer: 4 } }, 'exif').prompt, null);
  });

  it('A1111 anywhere a text can stand, and nothing where it only looks so', () => {
    for (const [key, origin] of [
      ['UserComment', 'exif'],
      ['XPComment', 'exif'],
      ['comment', 'comment'],
      ['dc:description', 'xmp'],
      ['stealth', 'stealth'],
    ] as const)
      // prettier-ignore
      assert.equal(info({ [key]: INFOTEXT }, origin).prompt, 'text', key);
    assert.equal(info({ parameters: 'only words' }).prompt, 'only words');
    for (const [key, text] of [
      ['Comment', 'only words'],
      ['parameters', 'Postprocess upscale by: 4, Postprocess upscaler: R-ESRGAN 4x+'],
      ['Description', 'a: b, c: d, e: f'],
    ] as const)
      // prettier-ignore
      assert.equal(info({ [key]: text }).prompt, null, key);
  });

  it('Civitai, as its API has them, whatever the types', () => {
    const meta = { prompt: 'p <lora:sea:0.5>', negativePrompt: 'n', seed: '12', steps: '20', cfgScale: '7', Size: '64x96', Model: 'm', hashes: { 'lora:sea': '0123456789', model: 'ffffffffff' }, civitaiResources: [{ type: 'lora', weight: 0.3, modelVersionId: 4 }] }; // prettier-ignore
    for (const value of [meta, { id: 1, meta }]) {
      const found = plain({ ...civitaiMetaReading(value, 'meta'), source: undefined });
      assert.deepEqual(found, { prompt: 'p <lora:sea:0.5>', negative: 'n', seed: '12', steps: 20, cfg: 7, size: '64x96', model: 'm', modelHash: 'ffffffffff', loras: [{ name: 'sea', weight: 0.5, hash: '0123456789' }, { weight: 0.3, versionId: 4 }] }); // prettier-ignore
    }
    assert.deepEqual(
      civitaiMetaReading({ prompt: null, seed: {}, steps: [], resources: 'x' }, 'meta').loras,
      [],
    );
  });
});
