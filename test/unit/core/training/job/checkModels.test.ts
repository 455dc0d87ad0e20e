import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { checkModels } from '../../../../../src/core/training/job/checkModels';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import type { Settings } from '../../../../../src/core/training/options/settings';
import { safetensors, type Tensor } from '../../../../fixtures/makeModels';
import { tempFolder } from '../../../support/tempFolder';

const tensor = (name: string, ...shape: number[]): Tensor => ({ name, shape, dtype: 'F16' });
const BLOCK = 'model.diffusion_model.input_blocks';
const SDXL = [
  ...Array.from({ length: 20 }, (_, index) => tensor(`${BLOCK}.${index}.0.in_layers.0.weight`, 4)),
  tensor(`${BLOCK}.4.1.transformer_blocks.0.attn2.to_k.weight`, 4, 2048),
  tensor('conditioner.embedders.0.transformer.text_model.embeddings.position_ids', 1),
];
const SD15 = [
  ...SDXL.slice(0, 20),
  tensor(`${BLOCK}.1.1.transformer_blocks.0.attn2.to_k.weight`, 4, 768),
  tensor('cond_stage_model.transformer.text_model.embeddings.position_ids', 1),
];
const clip = (width: number) => [
  tensor('text_model.embeddings.token_embedding.weight', 2, width),
  tensor('text_model.encoder.layers.0.mlp.fc1.weight', 2, 2),
];
const T5 = [tensor('encoder.block.0.layer.0.SelfAttention.q.weight', 2, 2), tensor('shared.weight', 2, 2)];
const VAE = [tensor('decoder.conv_in.weight', 2, 2), tensor('encoder.conv_in.weight', 2, 2)];
const LLM = [tensor('model.layers.0.self_attn.q_proj.weight', 2, 2)];
const LORA = [tensor('lora_unet_down_blocks_1_attentions_0_to_k.lora_down.weight', 4, 2)];

describe('the check of models by their headers', () => {
  const folder = tempFolder();
  const write = (name: string, tensors: readonly Tensor[], metadata: Record<string, string> = {}) =>
    folder.write(name, safetensors(name, tensors, metadata));

  async function codes(training: Partial<TrainingFile>, settings: Settings = {}): Promise<string[]> {
    const whole = {
      name: 'hero',
      family: 'sdxl',
      base_model: 'base.safetensors',
      ...training,
    } as TrainingFile;
    const findings = await checkModels(whole, settings, (text) => join(folder.path, text));
    return findings.map(({ level, code, option }) => `${level} ${code} ${option}`);
  }

  it('says nothing of the right model, nor of one that is not there', async () => {
    assert.deepEqual(await codes({}), []);
    write('base.safetensors', SDXL);
    assert.deepEqual(await codes({}), []);
  });

  it('names bases of another family, LoRAs, and files that are cut off or none', async () => {
    write('base.safetensors', SD15);
    assert.deepEqual(await codes({}), ['error base_other_family family']);
    assert.deepEqual(await codes({ family: 'sd15' }), []);
    write('base.safetensors', LORA);
    assert.deepEqual(await codes({}), ['error base_wrong_kind base_model']);
    folder.write('base.safetensors', safetensors('x', SDXL).subarray(0, -1));
    assert.deepEqual(await codes({}), ['error model_broken base_model']);
    folder.write('base.safetensors', 'model');
    assert.deepEqual(await codes({}), ['error model_broken base_model']);
  });

  it('asks for v-prediction where the base was trained so', async () => {
    const [velocity, zero] = ['warning v_prediction_base base_model', 'warning zero_snr_base base_model'];
    write('base.safetensors', [...SDXL, tensor('v_pred'), tensor('ztsnr')]);
    assert.deepEqual(await codes({}), [velocity, zero]);
    assert.deepEqual(await codes({}, { v_parameterization: true }), [zero]);
    assert.deepEqual(await codes({}, { v_parameterization: true, zero_terminal_snr: true }), []);
    write('base.safetensors', SDXL, { 'modelspec.prediction_type': 'v' });
    assert.deepEqual(await codes({}), [velocity]);
    write('base.safetensors', SDXL, { 'modelspec.prediction_type': 'epsilon' });
    assert.deepEqual(await codes({}), []);
  });

  it('warns of what is unpickled', async () => {
    folder.write('base.ckpt', 'pickle');
    folder.write('vae.pt', 'pickle');
    assert.deepEqual(await codes({ base_model: 'base.ckpt', components: { vae: 'vae.pt' } }), [
      'warning model_unpickled base_model',
      'warning model_unpickled components.vae',
    ]);
  });

  it('names a relative link, which only the trainer of SDXL follows wrongly', async () => {
    write('real.safetensors', SDXL);
    symlinkSync('real.safetensors', join(folder.path, 'relative.safetensors'));
    symlinkSync(join(folder.path, 'real.safetensors'), join(folder.path, 'absolute.safetensors'));
    assert.deepEqual(await codes({ base_model: 'relative.safetensors' }), [
      'error base_relative_link base_model',
    ]);
    assert.deepEqual(await codes({ base_model: 'absolute.safetensors' }), []);
    assert.deepEqual(await codes({ family: 'flux', base_model: 'relative.safetensors' }), [
      'error base_other_family family',
    ]);
  });

  it('tells the files beside the base apart', async () => {
    const right = {
      clip_l: clip(768),
      clip_g: clip(1280),
      t5xxl: T5,
      ae: VAE,
      vae: VAE,
      qwen3: LLM,
      gemma2: LLM,
    };
    for (const [name, tensors] of Object.entries(right)) write(`${name}.safetensors`, tensors);
    const named = (name: string, file: string) => codes({ components: { [name]: `${file}.safetensors` } });
    for (const name of Object.keys(right)) assert.deepEqual(await named(name, name), [], name);
    const wrong = [
      ['clip_l', 'clip_g'],
      ['clip_g', 'clip_l'],
      ['clip_l', 't5xxl'],
      ['t5xxl', 'clip_l'],
      ['ae', 't5xxl'],
      ['t5xxl', 'ae'],
      ['qwen3', 't5xxl'],
      ['vae', 'gemma2'],
    ] as const;
    for (const [name, file] of wrong) {
      assert.deepEqual(
        await named(name, file),
        [`error component_wrong_kind components.${name}`],
        `${name} ${file}`,
      );
    }
    folder.write('t5xxl.safetensors', safetensors('t5', T5).subarray(0, -1));
    assert.deepEqual(await named('t5xxl', 't5xxl'), ['error model_broken components.t5xxl']);
  });
});
