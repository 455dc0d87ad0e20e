import { faults } from '../civitai/faults';
import type { LoopbackCivitai } from '../civitai/server';
import type { VersionSeed } from '../civitai/catalog';
import { civitaiHashes, makeLora } from '../fixtures/makeModels';
import { makePicture } from '../fixtures/makePictures';

/** Who made what the demo downloads. */
export const CREATOR = 'maria';
/** A token that the demo's Civitai knows. */
export const DEMO_TOKEN = 'demo-token-0123456789abcdef';

/** The version whose file comes slowly, and the one whose file needs a token. */
const SLOW = 940_004;
const NEEDS_TOKEN = 940_005;
/** Pieces of the slow file, and milliseconds between them: half a minute in all. */
const SLOWNESS = [100, 300] as const;

interface Offer extends VersionSeed {
  readonly modelId: number;
  readonly versionId: number;
  readonly fileName: string;
  readonly dim?: number;
}

/** What the demo's Civitai has to be downloaded: a creator's three models, a slow file, a file that needs a token. */
const OFFERS: readonly Offer[] = [
  { modelId: 930_001, versionId: 940_001, modelName: 'Harbour Light', versionName: 'v1.0', fileName: 'harbour_light.safetensors', trainedWords: ['harbour light'], creator: CREATOR, publishedAt: '2025-01-01T00:00:00.000Z' },
  { modelId: 930_001, versionId: 940_011, modelName: 'Harbour Light', versionName: 'v2.0', fileName: 'harbour_light_v2.safetensors', trainedWords: ['harbour light'], creator: CREATOR, publishedAt: '2025-06-01T00:00:00.000Z' },
  { modelId: 930_002, versionId: 940_002, modelName: 'Linocut', versionName: 'v1.0', fileName: 'linocut.safetensors', trainedWords: ['linocut print'], creator: CREATOR },
  { modelId: 930_003, versionId: 940_003, modelName: 'Lantern Festival', versionName: 'v1.0', fileName: 'lantern_festival.safetensors', trainedWords: ['lanterns'], creator: CREATOR },
  { modelId: 930_004, versionId: SLOW, modelName: 'Slow River', versionName: 'v1.0', fileName: 'slow_river.safetensors', dim: 1024 },
  { modelId: 930_005, versionId: NEEDS_TOKEN, modelName: 'Members Only', versionName: 'v1.0', fileName: 'members_only.safetensors', needsLogin: true },
]; // prettier-ignore

const PROMPTS = [
  'harbour light, fishing boats, fog, morning, lighthouse',
  'linocut print, black ink, a fox in the reeds',
  'lanterns, night market, paper dragons, crowd, bokeh',
];

/** Puts them on a Civitai, with example images and what they were made of. */
export async function publishDownloads(civitai: LoopbackCivitai): Promise<void> {
  for (const { dim = 16, ...offer } of OFFERS) {
    const bytes = makeLora({ name: offer.fileName, dim });
    const { SHA256, AutoV3 } = civitaiHashes(bytes, offer.fileName);
    civitai.addVersion({
      ...offer,
      fileId: offer.versionId + 1_000_000,
      bytes,
      sizeKB: bytes.length / 1024,
      sha256: SHA256,
      ...(AutoV3 !== undefined && { autov3: AutoV3 }),
      images: [{ bytes: await makePicture(offer.versionId), width: 512, height: 768 }],
    });
  }
  civitai.failAbout('store', `/store/${SLOW}/`, faults.slow(...SLOWNESS));
  for (let number = 0; number < 12; number++) {
    const offer = OFFERS[number % 4];
    if (!offer) continue;
    civitai.addImages({
      id: 95_000_000 + number,
      modelId: offer.modelId,
      versionIds: [offer.versionId],
      username: number % 6 === 5 ? 'someone_else' : CREATOR,
      // One of each dozen is mature: it is left out by the usual filter.
      level: number === 7 ? 8 : 1,
      bytes: await makePicture(number + 20, 'jpeg', 832, 1216),
      createdAt: `2026-02-${String(number + 1).padStart(2, '0')}T12:00:00.000Z`,
      meta: {
        prompt: `${PROMPTS[number % PROMPTS.length] ?? ''}, <lora:${offer.fileName.replace('.safetensors', '')}:0.8>`,
        negativePrompt: 'blurry, watermark',
        seed: 1_000_000 + number * 7919,
        steps: 28,
        cfgScale: 6,
        sampler: 'DPM++ 2M',
        Size: '832x1216',
        Model: 'dreamscape_xl',
      },
    });
  }
}
