import assert from 'node:assert/strict';
import { imageInfo, readingsOf, type ImageInfo } from '../../../../../src/core/images/info/imageInfo';

type Nodes = Readonly<Record<string, readonly [type: string, inputs: Readonly<Record<string, unknown>>]>>;

const MODEL = ['CheckpointLoaderSimple', { ckpt_name: 'sets\\harbor.safetensors' }] as const;
const LATENT = ['EmptyLatentImage', { width: 640, height: 448, batch_size: 1 }] as const;
const text = (value: unknown) => ['CLIPTextEncode', { text: value, clip: ['4', 1] }] as const;
const SETTINGS = { seed: 7, steps: 20, cfg: 5, sampler_name: 'euler', scheduler: 'normal', denoise: 1 };
const sampler = (more: Readonly<Record<string, unknown>> = {}) =>
  ['KSampler', { ...SETTINGS, model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0], ...more }] as const; // prettier-ignore
const save = (node: string) => ({ d: ['VAEDecode', { samples: [node, 0], vae: ['4', 2] }], s: ['SaveImage', { images: ['d', 0], filename_prefix: 'x' }] }) as const; // prettier-ignore

/** A usual graph with other nodes in it. */
function graph(nodes: Nodes): string {
  const all: Nodes = { '4': MODEL, '5': LATENT, '6': text('a pier'), '7': text('blurry'), '3': sampler(), ...save('3'), ...nodes }; // prettier-ignore
  return JSON.stringify(Object.fromEntries(Object.entries(all).map(([id, [class_type, inputs]]) => [id, { class_type, inputs }]))); // prettier-ignore
}

function info(nodes: Nodes, more: Readonly<Record<string, string>> = {}): ImageInfo {
  return infoOf({ prompt: graph(nodes), ...more });
}

function infoOf(chunks: Readonly<Record<string, string>>): ImageInfo {
  const texts = Object.entries(chunks).map(([key, value]) => ({ origin: 'png', key, text: value }) as const);
  return imageInfo(readingsOf(texts), texts);
}

describe('pictures of ComfyUI', () => {
  it('tell the first pass, not the one that enlarges', () => {
    const found = info({
      '1': ['LatentUpscale', { samples: ['3', 0], width: 1280, height: 896 }],
      '2': ['KSampler', { ...SETTINGS, seed: 9, steps: 10, model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['1', 0] }], // prettier-ignore
      ...save('2'),
    });
    assert.deepEqual([found.seed, found.steps, found.size], ['7', 20, '640x448']);
  });

  it('tell the pass before a face detailer and an upscaler, which take pictures', () => {
    const later = { ...SETTINGS, seed: 99, model: ['4', 0], positive: ['6', 0], negative: ['7', 0] };
    const found = info({
      f: ['FaceDetailer', { ...later, image: ['d', 0] }],
      u: ['UltimateSDUpscale', { ...later, image: ['f', 0] }],
      d: ['VAEDecode', { samples: ['3', 0] }],
      s: ['SaveImage', { images: ['u', 0] }],
    });
    assert.equal(found.seed, '7');
  });

  it('leave out samplers that nothing is saved of', () => {
    const found = info({ '0': sampler({ seed: 1, positive: ['x', 0] }), x: text('unused') });
    assert.deepEqual([found.seed, found.prompt], ['7', 'a pier']);
  });

  it('tell a custom sampler with a guider, noise and sigmas', () => {
    const found = info({
      '3': ['SamplerCustomAdvanced', { noise: ['n', 0], guider: ['g', 0], sampler: ['k', 0], sigmas: ['b', 0], latent_image: ['5', 0] }], // prettier-ignore
      n: ['RandomNoise', { noise_seed: 5 }],
      g: ['BasicGuider', { model: ['l', 0], conditioning: ['f', 0] }],
      f: ['FluxGuidance', { conditioning: ['6', 0], guidance: 3.5 }],
      k: ['KSamplerSelect', { sampler_name: 'euler' }],
      b: ['SplitSigmas', { sigmas: ['b2', 0], step: 0 }],
      b2: ['BasicScheduler', { scheduler: 'beta', steps: 8, model: ['4', 0] }],
      l: ['LoraLoaderModelOnly', { model: ['4', 0], lora_name: 'a/sea.safetensors', strength_model: 0.5 }],
    });
    assert.deepEqual(
      [found.seed, found.steps, found.sampler, found.scheduler, found.prompt, found.negative, found.guidance],
      ['5', 8, 'euler', 'beta', 'a pier', null, 3.5],
    );
    assert.deepEqual([found.model, found.loras], ['harbor', [{ name: 'sea', weight: 0.5 }]]);
  });

  it('keep the sides apart where relays have both in their outputs', () => {
    const relay = [
      'ControlNetApplyAdvanced',
      { positive: ['6', 0], negative: ['7', 0], strength: 1 },
    ] as const;
    const found = info({ '3': sampler({ positive: ['c', 0], negative: ['c', 1] }), c: relay });
    assert.deepEqual([found.prompt, found.negative], ['a pier', 'blurry']);
    const loader = ['Efficient Loader', { ckpt_name: 'eff.ckpt', lora_name: 'None', positive: 'P', negative: 'N', empty_latent_width: 512, empty_latent_height: 768 }] as const; // prettier-ignore
    const efficient = info({
      e: loader,
      '3': ['KSampler (Efficient)', { ...SETTINGS, model: ['e', 0], positive: ['e', 1], negative: ['e', 2], latent_image: ['e', 3] }], // prettier-ignore
    });
    assert.deepEqual(
      [efficient.prompt, efficient.negative, efficient.model, efficient.size],
      ['P', 'N', 'eff', '512x768'],
    );
  });

  it('join what is joined: conditionings, texts, fields of encoders', () => {
    const combined = info({
      '3': sampler({ positive: ['j', 0] }),
      j: ['ConditioningConcat', { conditioning_to: ['6', 0], conditioning_from: ['x', 0] }],
      x: text('second'),
    });
    assert.equal(combined.prompt, 'a pier, second');
    const texts = info({
      '6': text(['j', 0]),
      j: ['StringConcatenate', { string_a: ['p', 0], string_b: 'b', delimiter: ' + ' }],
      p: ['PrimitiveStringMultiline', { value: 'a' }],
    });
    assert.equal(texts.prompt, 'a + b');
    const sdxl = info({ '6': ['CLIPTextEncodeSDXL', { clip: ['4', 1], width: 1, height: 1, text_g: 'g', text_l: 'l' }] }); // prettier-ignore
    assert.equal(sdxl.prompt, 'g, l');
  });

  it('look through switches as they are set', () => {
    const found = info({
      '6': text(['w', 0]),
      w: ['ComfySwitchNode', { switch: ['b', 0], on_true: ['t', 0], on_false: 'no' }],
      b: ['PrimitiveBoolean', { value: true }],
      t: ['ImpactSwitch', { select: 2, sel_mode: false, input1: 'first', input2: ['v', 0] }],
      v: ['PrimitiveString', { value: 'chosen' }],
      '3': sampler({ seed: ['r', 0], positive: ['a', 0] }),
      r: ['easy seed', { seed: 123 }],
      a: ['Any Switch (rgthree)', { any_01: ['6', 0], any_02: ['7', 0] }],
    });
    assert.deepEqual([found.prompt, found.seed], ['chosen', '123']);
  });

  it('list LoRAs that are used: chains, stacks, lists and tags', () => {
    const found = info({
      '3': sampler({ model: ['p', 0] }),
      p: ['Power Lora Loader (rgthree)', { lora_1: { on: true, lora: 'one.safetensors', strength: 0.4 }, lora_2: { on: false, lora: 'off.safetensors', strength: 1 }, model: ['m', 0] }], // prettier-ignore
      m: ['Lora Loader (LoraManager)', { model: ['t', 0], text: '<lora:mgr:0.6>', loras: { __value__: [{ name: 'mgr', strength: '0.6', active: true }, { name: 'gone', strength: 1, active: false }] } }], // prettier-ignore
      t: ['LoraTagLoader', { model: ['k', 0], text: 'x <lora:tag:0.9>' }],
      k: [
        'LoraLoader',
        { lora_name: 'zero.safetensors', strength_model: 0, strength_clip: 0, model: ['e', 0] },
      ],
      e: ['Efficient Loader', { ckpt_name: 'eff.ckpt', lora_name: 'None', lora_stack: ['st', 0], positive: '', negative: '' }], // prettier-ignore
      st: ['LoRA Stacker', { input_mode: 'simple', lora_count: 2, lora_name_1: 'a.pt', lora_wt_1: 1.1, lora_name_2: 'None', lora_wt_2: 1, lora_name_3: 'left.pt', lora_wt_3: 1, lora_stack: ['cr', 0] }], // prettier-ignore
      cr: ['CR LoRA Stack', { switch_1: 'On', lora_name_1: 'cr', model_weight_1: 0.2, switch_2: 'Off', lora_name_2: 'not', model_weight_2: 1 }], // prettier-ignore
      loose: ['LoraLoader', { lora_name: 'loose.safetensors', strength_model: 1, model: ['4', 0] }],
    });
    assert.deepEqual(
      found.loras.map(({ name, weight }) => [name, weight]),
      [['one', 0.4], ['mgr', 0.6], ['tag', 0.9], ['a', 1.1], ['cr', 0.2]], // prettier-ignore
    );
    assert.equal(found.model, 'eff');
  });

  it('of bundles: settings and texts stand in other nodes', () => {
    const found = infoOf({ prompt: graph({
      '3': ['easy preSampling', { ...SETTINGS, pipe: ['l', 0] }],
      l: ['easy fullLoader', { ckpt_name: 'easy.safetensors', lora_name: 'None', resolution: '832 x 1216', positive: ['w', 0], negative: 'bad' }], // prettier-ignore
      w: ['easy positive', { positive: 'good' }],
    }) }); // prettier-ignore
    assert.deepEqual(
      [found.prompt, found.negative, found.model, found.size],
      ['good', 'bad', 'easy', '832x1216'],
    );
  });

  it('of contexts that hold everything, one in another', () => {
    const found = info({
      c: ['Context (rgthree)', { model: ['l', 0], positive: ['6', 0], negative: ['7', 0], latent: ['5', 0], seed: ['r', 0] }], // prettier-ignore
      c2: ['Context (rgthree)', { base_ctx: ['c', 0] }],
      l: ['LoraLoaderModelOnly', { model: ['4', 0], lora_name: 'sea', strength_model: 1 }],
      r: ['Seed (rgthree)', { seed: 11 }],
      '3': sampler({ seed: ['c2', 8], model: ['c2', 1], positive: ['c2', 4], negative: ['c2', 5], latent_image: ['c2', 6] }), // prettier-ignore
    });
    assert.deepEqual(
      [found.prompt, found.negative, found.seed, found.size, found.model, found.loras],
      ['a pier', 'blurry', '11', '640x448', 'harbor', [{ name: 'sea', weight: 1 }]],
    );
  });

  it('of a bundle of links: its first output holds both prompts', () => {
    const found = info({
      b: [
        'ToBasicPipe',
        { model: ['4', 0], clip: ['4', 1], vae: ['4', 2], positive: ['6', 0], negative: ['7', 0] },
      ],
      r: ['Reroute', { '': ['b', 0] }],
      '3': ['ImpactKSamplerBasicPipe', { ...SETTINGS, basic_pipe: ['r', 0], latent_image: ['5', 0] }],
    });
    assert.deepEqual(
      [found.prompt, found.negative, found.model, found.seed],
      ['a pier', 'blurry', 'harbor', '7'],
    );
  });

  it('end in circles, and in graphs that multiply texts', () => {
    const circle = info({
      '6': text(['r', 0]),
      r: ['Reroute', { '': ['q', 0] }],
      q: ['Reroute', { '': ['r', 0] }],
    });
    assert.deepEqual([circle.prompt, circle.negative, circle.seed], [null, 'blurry', '7']);
    const nodes: Record<string, readonly [string, Record<string, unknown>]> = {
      j0: ['PrimitiveString', { value: 'x' }],
    };
    for (let level = 1; level <= 60; level++)
      nodes[`j${level}`] = ['StringConcatenate', { string_a: [`j${level - 1}`, 0], string_b: [`j${level - 1}`, 0], delimiter: '' }]; // prettier-ignore
    info({ ...nodes, '6': text(['j60', 0]) });
    const samplers = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `n${index}`,
        sampler({ latent_image: [`n${index + 1}`, 0] }),
      ]),
    );
    assert.equal(info({ ...samplers, n60: sampler({ seed: 42, latent_image: ['n0', 0] }) }).tool, 'ComfyUI');
  });

  it('show their texts where the prompt cannot be found', () => {
    const found = info({ '6': text(['x', 0]), x: ['SomeModelThatWrites', { instruction: 'a', style: 'b' }] });
    assert.equal(found.prompt, null);
    assert.match(found.raw[0]?.text ?? '', /SomeModelThatWrites/);
    const both = info({ '6': text(['gone', 0]) }, { parameters: 'said\nNegative prompt: n\nSteps: 3, Sampler: x, Seed: 1, Size: 8x8' }); // prettier-ignore
    assert.deepEqual([both.prompt, both.sources.prompt, both.sources.seed], ['said', 'PNG text parameters', 'ComfyUI graph (PNG text prompt)']); // prettier-ignore
  });

  it('tell a size that is chosen by its words, and LoRAs by their AIR', () => {
    const found = info({
      '5': ['SDXL Empty Latent Image (rgthree)', { dimensions: '1216 x 832   (landscape)', batch_size: 1 }],
      '3': sampler({ model: ['l', 0] }),
      l: [
        'LoraLoader',
        { model: ['4', 0], lora_name: 'urn:air:sdxl:lora:civitai:1@23', strength_model: 0.5 },
      ],
    });
    assert.equal(found.size, '1216x832');
    assert.deepEqual(found.loras, [{ name: undefined, weight: 0.5, versionId: 23 }]);
  });

  it('take no question to a language model for its answer', () => {
    const asked = {
      '6': text(['w', 0]),
      w: ['TextGenerate', { prompt: 'You are an expert', clip: ['4', 1] }],
    } as const;
    assert.equal(info(asked).prompt, null);
  });

  it('tell a seed beyond 2^53 by its digits', () => {
    const found = infoOf({ prompt: graph({}).replace('"seed":7', '"seed":18446744073709551615') });
    assert.equal(found.seed, '18446744073709551615');
  });

  describe('with nothing but a workflow', () => {
    const link = (id: number, from: number, slot: number, to: number, at: number, type = '*') => [id, from, slot, to, at, type]; // prettier-ignore
    const input = (name: string, id: number, type = '*') => ({ name, type, link: id });
    const nodes = [
      { id: 1, type: 'CheckpointLoaderSimple', widgets_values: ['harbor.ckpt'] },
      { id: 2, type: 'EmptyLatentImage', widgets_values: [512, 768, 1] },
      { id: 3, type: 'CLIPTextEncode', inputs: [input('clip', 1)], widgets_values: ['a pier'] },
      { id: 4, type: 'CLIPTextEncode', inputs: [input('clip', 2)], widgets_values: ['blurry'] },
      { id: 5, type: 'KSampler', inputs: [input('model', 3), input('positive', 4), input('negative', 5), input('latent_image', 6)], widgets_values: [77, 'randomize', 20, 8, 'euler', 'normal', 1] }, // prettier-ignore
    ];
    const links = [link(1, 1, 1, 3, 0), link(2, 1, 1, 4, 0), link(3, 1, 0, 5, 0, 'MODEL'), link(4, 3, 0, 5, 1), link(5, 4, 0, 5, 2), link(6, 2, 0, 5, 3)]; // prettier-ignore

    it('read the widgets by their order', () => {
      const found = infoOf({ workflow: JSON.stringify({ nodes, links }) });
      assert.deepEqual(
        [
          found.prompt,
          found.negative,
          found.seed,
          found.steps,
          found.cfg,
          found.sampler,
          found.size,
          found.model,
        ],
        ['a pier', 'blurry', '77', 20, 8, 'euler', '512x768', 'harbor'],
      );
    });

    it('leave out what is muted, look through what is bypassed, and find what is set by name', () => {
      const lora = (mode: number) => ({ id: 6, type: 'LoraLoaderModelOnly', mode, inputs: [input('model', 7, 'MODEL')], widgets_values: ['sea', 0.5] }); // prettier-ignore
      const relinked = [...links.filter(([id]) => id !== 3), link(7, 8, 0, 6, 0, 'MODEL'), link(3, 6, 0, 5, 0, 'MODEL'), link(8, 1, 0, 7, 0, 'MODEL')]; // prettier-ignore
      const relays = [
        { id: 7, type: 'SetNode', inputs: [input('MODEL', 8, 'MODEL')], widgets_values: ['m'] },
        { id: 8, type: 'GetNode', widgets_values: ['m'] },
      ];
      const of = (mode: number) => infoOf({ workflow: JSON.stringify({ nodes: [...nodes, lora(mode), ...relays], links: relinked }) }); // prettier-ignore
      assert.deepEqual([of(0).loras, of(0).model], [[{ name: 'sea', weight: 0.5 }], 'harbor']);
      assert.deepEqual([of(4).loras, of(4).model], [[], 'harbor']);
    });

    it('look into subgraphs', () => {
      const inner = {
        id: 'sub',
        nodes: [{ id: 1, type: 'CLIPTextEncode', inputs: [input('clip', 1)], widgets_values: ['within'] }],
        links: [
          { id: 1, origin_id: -10, origin_slot: 0, target_id: 1, target_slot: 0, type: 'CLIP' },
          { id: 2, origin_id: 1, origin_slot: 0, target_id: -20, target_slot: 0, type: 'CONDITIONING' },
        ],
      };
      const outer = nodes.map((node) =>
        node.id === 3 ? { ...node, type: 'sub', widgets_values: [] } : node,
      );
      const found = infoOf({ workflow: JSON.stringify({ nodes: outer, links, definitions: { subgraphs: [inner] } }) }); // prettier-ignore
      assert.equal(found.prompt, 'within');
    });
  });
});
