import type { VersionSeed } from '../civitai/catalog';
import { HTML_PAGE, cutShort, makeCheckpoint, makeLora, makeTorchFile, sha256 } from '../fixtures/makeModels';

/** A model file of the demo workspace. */
export interface DemoModel {
  /** Relative to the workspace, forward slashes. */
  readonly path: string;
  readonly bytes: Buffer;
  /** The versions that Civitai finds for it; none: it does not know the file. */
  readonly published: readonly VersionSeed[];
  /** Files beside it, by their name. */
  readonly beside?: Readonly<Record<string, string>>;
}

const version = (
  number: number,
  modelName: string,
  baseModel: string,
  trainedWords: readonly string[],
  more: VersionSeed = {},
): VersionSeed => ({
  modelId: 910_000 + number,
  versionId: 920_000 + number,
  modelName,
  baseModel,
  trainedWords,
  tags: ['style'],
  description: `<p>${modelName}, made for <b>${baseModel}</b>.</p><p>Use it at a weight of 0.7 to 1.</p>`,
  ...more,
});

/** Models in every state that the Models view shows. */
export function demoModels(): DemoModel[] {
  const kestrel = version(4, 'Kestrel', 'Illustrious', ['kestrel'], { tags: ['character'] });
  const paperCut = makeLora({ name: 'paper_cut', hash: false });
  return [
    {
      path: 'models/loras/neon_city_style.safetensors',
      bytes: makeLora({ name: 'neon_city_style', tags: { 'neon city': 40, night: 31, rain: 18 } }),
      published: [version(1, 'Neon City Style', 'SDXL 1.0', ['neon city', 'rainy night'])],
    },
    {
      path: 'models/loras/watercolor_sketch.safetensors',
      bytes: makeLora({ name: 'watercolor_sketch', base: 'sd_v1', hash: false }),
      published: [version(2, 'Watercolor Sketch', 'SD 1.5', ['watercolor sketch'])],
    },
    {
      path: 'models/loras/flux_film_grain.safetensors',
      bytes: makeLora({ name: 'flux_film_grain', base: 'flux1', dim: 32 }),
      published: [version(6, 'Film Grain', 'Flux.1 D', [])],
    },
    {
      path: 'models/loras/characters/mira.safetensors',
      bytes: makeLora({ name: 'mira', tags: { mira: 60, 'silver hair': 58, smile: 22, 'white dress': 14 } }),
      published: [
        version(3, 'Mira', 'Illustrious', ['mira, silver hair', 'white dress'], {
          tags: ['character', 'woman'],
        }),
      ],
    },
    {
      // Uploaded twice: the user has to choose.
      path: 'models/loras/characters/kestrel.safetensors',
      bytes: makeLora({ name: 'kestrel', hash: false }),
      published: [
        kestrel,
        version(5, 'Kestrel (reupload)', 'Illustrious', ['kestrel'], { tags: ['character'] }),
      ],
    },
    {
      path: 'models/loras/my_own_training.safetensors',
      bytes: makeLora({
        name: 'my_own_training',
        dim: 8,
        extra: { 'modelspec.title': 'My own training', 'modelspec.trigger_phrase': 'ohwx person' },
      }),
      published: [],
    },
    {
      // The user's words, which differ from Civitai's.
      path: 'models/loras/ink_wash.safetensors',
      bytes: makeLora({ name: 'ink_wash' }),
      published: [version(7, 'Ink Wash', 'SDXL 1.0', ['ink wash painting', 'sumi-e'])],
      beside: {
        'ink_wash.safetensors.metadata.json': json({
          trigger_words: ['ink wash', 'black and white'],
          notes: 'Best at 0.6, together with a plain background.',
          preferred_weight: 0.6,
          field_sources: { trigger_words: 'user', notes: 'user', preferred_weight: 'user' },
        }),
      },
    },
    {
      // Annotated by ComfyUI-Lora-Manager.
      path: 'models/loras/paper_cut.safetensors',
      bytes: paperCut,
      published: [version(8, 'Paper Cut', 'SDXL 1.0', ['paper cut'])],
      beside: {
        'paper_cut.metadata.json': json({
          file_name: 'paper_cut',
          model_name: 'Paper Cut',
          file_path: 'D:/loras/paper_cut.safetensors',
          size: paperCut.length,
          modified: 1_755_853_981,
          sha256: sha256(paperCut),
          base_model: 'SDXL 1.0',
          preview_url: '',
          notes: 'imported from another tool',
          from_civitai: true,
          civitai: { id: 920_008, modelId: 910_008, name: 'v1.0', trainedWords: ['paper cut'] },
          tags: ['style'],
          usage_tips: '{"strength":0.8}',
        }),
      },
    },
    {
      path: 'models/loras/broken_sidecar.safetensors',
      bytes: makeLora({ name: 'broken_sidecar' }),
      published: [],
      beside: { 'broken_sidecar.safetensors.metadata.json': '{ "notes": "the end of this is missing' },
    },
    {
      path: 'models/loras/half_downloaded.safetensors',
      bytes: cutShort(makeLora({ name: 'half_downloaded' })),
      published: [],
    },
    { path: 'models/loras/saved_login_page.safetensors', bytes: HTML_PAGE, published: [] },
    { path: 'models/loras/empty.safetensors', bytes: Buffer.alloc(0), published: [] },
    {
      path: 'models/checkpoints/dreamscape_xl.safetensors',
      bytes: makeCheckpoint('dreamscape_xl', { 'modelspec.architecture': 'stable-diffusion-xl-v1-base' }),
      published: [
        version(9, 'Dreamscape XL', 'SDXL 1.0', [], {
          type: 'Checkpoint',
          versionName: 'v3.1',
          tags: ['base model', 'landscape'],
        }),
      ],
    },
    {
      path: 'models/checkpoints/old_painter.ckpt',
      bytes: makeTorchFile('old_painter'),
      published: [version(10, 'Old Painter', 'SD 1.5', ['oil painting'], { type: 'Checkpoint' })],
    },
    {
      path: 'models/checkpoints/mystery_merge.safetensors',
      bytes: makeCheckpoint('mystery_merge'),
      published: [],
    },
    {
      path: 'models/embeddings/soft_light.pt',
      bytes: makeTorchFile('soft_light', 24_000),
      published: [version(11, 'Soft Light', 'SD 1.5', ['soft_light'], { type: 'TextualInversion' })],
    },
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
