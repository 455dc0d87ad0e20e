import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { headerSummary } from '../../../../../src/core/models/header/headerSummary';
import { TensorFormCollector } from '../../../../../src/core/models/header/tensorForms';

type Metadata = Record<string, string>;
type Tensor = string | readonly [name: string, shape: readonly number[]];

function summary(metadata: Metadata, ...tensors: Tensor[]) {
  const forms = new TensorFormCollector();
  for (const tensor of tensors) {
    if (typeof tensor === 'string') forms.add(tensor, [1]);
    else forms.add(...tensor);
  }
  return headerSummary({ metadata, tensors: forms });
}

/** A file's worth of tensors: `#` is the number of each. */
const many = (name: string, shape: readonly number[] = [1]): Tensor[] =>
  Array.from({ length: 30 }, (_, index): Tensor => [name.replace('#', String(index)), shape]);

interface Case {
  readonly id: string;
  readonly metadata: Metadata;
  readonly tensors: readonly string[];
  /** Any of these is right; null: it must stay unknown. */
  readonly base: readonly (string | null)[];
  readonly type: readonly (string | null)[];
}

describe('the headers of many trainers', () => {
  const cases = JSON.parse(readFileSync('test/fixtures/headerCases.json', 'utf8')) as Case[];
  for (const { id, metadata, tensors, base, type } of cases) {
    it(`${id}: ${base.join(' or ')}, ${type.join(' or ')}`, () => {
      const told = summary(metadata, ...tensors);
      assert.ok(base.includes(told.baseModel ?? null), `base model ${told.baseModel}`);
      assert.ok(type.includes(told.type ?? null), `type ${told.type}`);
    });
  }
});

describe('the base model', () => {
  it('says who tells it', () => {
    const lora = many('lora_unet_double_blocks_#_img_attn_proj.lora_down.weight');
    assert.equal(summary({}, ...lora).toldBy, 'tensors');
    assert.equal(summary({ ss_base_model_version: 'flux1' }, ...lora).toldBy, 'trainer');
    assert.equal(summary({ 'modelspec.architecture': 'flux-1-dev/lora' }, ...lora).toldBy, 'modelspec');
    assert.equal(summary({}).toldBy, undefined);
  });

  it('is not what a trainer or a spec says against a file’s worth of tensors', () => {
    const sdxl = [
      ...many('model.diffusion_model.input_blocks.#.0.proj.weight'),
      'conditioner.embedders.1.model.ln_final.weight',
    ];
    assert.equal(summary({ 'modelspec.architecture': 'Flux.1-dev' }, ...sdxl).baseModel, 'SDXL 1.0');
    const flux = many('transformer.single_transformer_blocks.#.attn.to_k.lora_A.weight', [16, 3072]);
    for (const ss_base_model_version of ['sd_1.5', 'sdxl_1.0', 'sd_v2', 'anima']) {
      assert.equal(summary({ ss_base_model_version }, ...flux).baseModel, 'Flux.1 D', ss_base_model_version);
    }
    const chroma = summary({ ss_base_model_version: 'chroma' }, ...flux);
    assert.equal(chroma.baseModel, 'Chroma', 'its tensors are called as those of Flux.1');
  });

  for (const [width, baseModel] of [
    [768, 'SD 1.5'],
    [1024, 'SD 2.1'],
    [2048, 'SDXL 1.0'],
  ] as const) {
    it(`is ${baseModel} where the UNet listens to a text of width ${width}`, () => {
      const name = 'lora_unet_down_blocks_1_attentions_#_transformer_blocks_0_attn2_to_k.lora_down.weight';
      assert.equal(summary({}, ...many(name, [16, width])).baseModel, baseModel);
    });
  }

  for (const [name, shape, baseModel] of [
    ['diffusion_model.double_blocks.#.img_attn.qkv.lora_A.weight', [16, 6144], 'Flux.2 D'],
    ['diffusion_model.double_blocks.#.img_attn.qkv.lora_A.weight', [16, 4096], 'Flux.2 Klein 9B'],
    ['blocks.#.self_attn.q.weight', [1536, 1536], 'Wan Video 1.3B t2v'],
    ['blocks.#.self_attn.q.weight', [5120, 5120], 'Wan Video'],
    ['layers.#.attention.qkv.weight', [11520, 3840], 'ZImageTurbo'],
    ['layers.#.attention.qkv.weight', [1], undefined],
    ['joint_blocks.#.x_block.attn.qkv.weight', [1], 'SD 3'],
    ['double_blocks.#.img_mod.linear.weight', [1], 'Hunyuan Video'],
    ['blocks.#.cross_attn.kv_linear.weight', [1], undefined],
    ['transformer_blocks.#.img_mlp.net.0.proj.weight', [1], 'Qwen'],
    ['something.#.else.weight', [1], undefined],
  ] as const) {
    it(`of tensors ${name} [${shape.join(', ')}] is ${baseModel}`, () =>
      assert.equal(summary({}, ...many(name, shape)).baseModel, baseModel));
  }

  it('of SDXL is the descendant that the trained checkpoint is named for', () => {
    const told = (ss_sd_model_name: string) =>
      summary({ ss_base_model_version: 'sdxl_base_v1-0', ss_sd_model_name }).baseModel;
    assert.equal(told('ponyDiffusionV6XL_v6.safetensors'), 'Pony');
    assert.equal(told('models\\Illustrious-XL-v0.1.safetensors'), 'Illustrious');
    assert.equal(told('noobaiXLNAIXL_vPred10.safetensors'), 'NoobAI');
    assert.equal(told('notPony.safetensors'), 'SDXL 1.0');
  });

  it('stays unknown for architectures that Civitai has no name for', () => {
    for (const word of ['omnigen2', 'kandinsky5', 'sana', 'krea2', 'hunyuan_image_2.1', 'cosmos-predict2']) {
      assert.equal(summary({ ss_base_model_version: word }).baseModel, undefined, word);
    }
  });
});

describe('the type', () => {
  for (const [name, type] of [
    ['lora_unet_a.hada_w1_a', 'LoCon'],
    ['lora_unet_a.lokr_w1', 'LoCon'],
    ['lora_unet_a.dora_scale', 'DoRA'],
    ['unet.down_blocks.0.attn.to_q.lora.up.weight', 'LORA'],
    ['transformer.x.lora_A.weight', 'LORA'],
    ['emb_params', 'TextualInversion'],
    ['clip_g', 'TextualInversion'],
    ['controlnet_cond_embedding.conv_in.weight', 'Controlnet'],
    ['control_model.input_hint_block.0.weight', 'Controlnet'],
    ['first_stage_model.decoder.conv_in.weight', 'VAE'],
    ['encoder.block.0.layer.0.SelfAttention.q.weight', 'TextEncoder'],
    ['text_model.encoder.layers.0.mlp.fc1.weight', 'TextEncoder'],
    ['vision_model.encoder.layers.0.mlp.fc1.weight', 'CLIPVision'],
    ['down_blocks.0.motion_modules.0.temporal_transformer.norm.weight', 'MotionModule'],
    ['model.0.weight', undefined],
    ['body.0.rdb1.conv1.weight', 'Upscaler'],
    ['double_blocks.0.img_attn.qkv.weight', 'Checkpoint'],
    ['anything', undefined],
  ] as const) {
    it(`of a tensor ${name} is ${type}`, () => assert.equal(summary({}, name).type, type));
  }
});
