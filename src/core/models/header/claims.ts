import type { Family } from './families';
import { GENERIC } from './families';

/** What a header says in words of the base model. */
export interface Claim {
  readonly family: Family;
  /** In Civitai's words; undefined where it has none for it. */
  readonly baseModel: string | undefined;
}

/** How trainers and model specs call base models, with everything but letters and digits as `-`. The first that fits counts. */
const WORDS: readonly (readonly [pattern: RegExp, family: Family, baseModel?: string])[] = [
  [/^pony-?v?7/, 'aura', 'Pony V7'],
  [/^pony/, 'sdxl', 'Pony'],
  [/^illustrious/, 'sdxl', 'Illustrious'],
  [/^noob-?ai/, 'sdxl', 'NoobAI'],
  [/^(?:sdxl|sd-xl|stable-diffusion-xl).*turbo/, 'sdxl', 'SDXL Turbo'],
  [/^(?:sdxl|sd-xl|stable-diffusion-xl).*lightning/, 'sdxl', 'SDXL Lightning'],
  [/^(?:sdxl|sd-xl|stable-diffusion-xl).*hyper/, 'sdxl', 'SDXL Hyper'],
  [/^(?:sdxl|sd-xl|stable-diffusion-xl).*lcm/, 'sdxl', 'SDXL 1.0 LCM'],
  [/^(?:sdxl|sd-xl|stable-diffusion-xl).*0-9/, 'sdxl', 'SDXL 0.9'],
  [/^(?:sdxl|sd-xl|stable-diffusion-xl)/, 'sdxl', 'SDXL 1.0'],
  [/^(?:ssd-1b|segmind)/, 'sdxl', 'SDXL Distilled'],
  [/^playground/, 'playground', 'Playground v2'],
  [/^kolors/, 'kolors', 'Kolors'],
  [/^(?:svd|stable-video-diffusion).*xt/, 'svd', 'SVD XT'],
  [/^(?:svd|stable-video-diffusion)/, 'svd', 'SVD'],
  [/^(?:stable-cascade|wuerstchen)/, 'cascade', 'Stable Cascade'],
  [/^(?:sd|stable-diffusion)-?v?-?3-?(?:3-)?5-?.*large-?turbo/, 'sd3', 'SD 3.5 Large Turbo'],
  [/^(?:sd|stable-diffusion)-?v?-?3-?(?:3-)?5-?.*large/, 'sd3', 'SD 3.5 Large'],
  [/^(?:sd|stable-diffusion)-?v?-?3-?(?:3-)?5-?.*medium/, 'sd3', 'SD 3.5 Medium'],
  [/^(?:sd|stable-diffusion)-?v?-?3-?(?:3-)?5/, 'sd3', 'SD 3.5'],
  [/^(?:sd|stable-diffusion)-?v?-?3/, 'sd3', 'SD 3'],
  [/^(?:sd|stable-diffusion)-?v?-?2-0/, 'sd2', 'SD 2.0'],
  [/^(?:sd|stable-diffusion)-?v?-?2/, 'sd2', 'SD 2.1'],
  [/^(?:sd|stable-diffusion)-?v?-?1-?4/, 'sd1', 'SD 1.4'],
  [/^(?:sd|stable-diffusion)-?v?-?1/, 'sd1', 'SD 1.5'],
  [/^krea-?2/, 'other'],
  [/^flux-?2.*klein.*9b-base/, 'flux2', 'Flux.2 Klein 9B-base'],
  [/^flux-?2.*klein.*4b-base/, 'flux2', 'Flux.2 Klein 4B-base'],
  [/^flux-?2.*klein.*9b/, 'flux2', 'Flux.2 Klein 9B'],
  [/^flux-?2.*klein.*4b/, 'flux2', 'Flux.2 Klein 4B'],
  [/^flux-?2.*klein/, 'flux2'],
  [/^flux-?2/, 'flux2', 'Flux.2 D'],
  [/^flux.*schnell/, 'flux1', 'Flux.1 S'],
  [/^flux.*kontext/, 'flux1', 'Flux.1 Kontext'],
  [/^flux.*krea/, 'flux1', 'Flux.1 Krea'],
  [/^flux/, 'flux1', 'Flux.1 D'],
  [/^chroma/, 'chroma', 'Chroma'],
  [/^lumina/, 'lumina', 'Lumina'],
  [/^z-?image.*base/, 'zimage', 'ZImageBase'],
  [/^z-?image/, 'zimage', 'ZImageTurbo'],
  [/^anima(?:-|$)/, 'anima', 'Anima'],
  [/^(?:hunyuan-?video|hyvid|framepack)/, 'hunyuan-video', 'Hunyuan Video'],
  [/^hunyuan-?image/, 'other'],
  [/^(?:hunyuan-?(?:dit|1|v1)|hydit)/, 'hunyuan1', 'Hunyuan 1'],
  [/^hidream/, 'hidream', 'HiDream'],
  [/^pixart.*alpha/, 'pixart', 'PixArt a'],
  [/^pixart/, 'pixart', 'PixArt E'],
  [/^aura-?flow/, 'aura', 'AuraFlow'],
  [/^qwen-?image|^qwen$/, 'qwen', 'Qwen'],
  [/^wan.*2-?2.*(?:ti2v|5b)/, 'wan', 'Wan Video 2.2 TI2V-5B'],
  [/^wan.*2-?2.*i2v/, 'wan', 'Wan Video 2.2 I2V-A14B'],
  [/^wan.*2-?2.*t2v/, 'wan', 'Wan Video 2.2 T2V-A14B'],
  [/^wan.*2-?5.*i2v/, 'wan', 'Wan Video 2.5 I2V'],
  [/^wan.*2-?5.*t2v/, 'wan', 'Wan Video 2.5 T2V'],
  [/^wan.*2-?2/, 'wan', 'Wan Video'],
  [/^wan.*1-?3b/, 'wan', 'Wan Video 1.3B t2v'],
  [/^wan.*i2v.*480/, 'wan', 'Wan Video 14B i2v 480p'],
  [/^wan.*i2v.*720/, 'wan', 'Wan Video 14B i2v 720p'],
  [/^wan.*(?:14b.*t2v|t2v.*14b)/, 'wan', 'Wan Video 14B t2v'],
  [/^wan(?:-|\d|$)/, 'wan', 'Wan Video'],
  [/^(?:lightricks-)?ltx.*2-3/, 'ltx', 'LTXV 2.3'],
  [/^(?:lightricks-)?ltx-?(?:v-?|video-?)?2/, 'ltx', 'LTXV2'],
  [/^(?:lightricks-)?ltx/, 'ltx', 'LTXV'],
  [/^(?:genmo-)?mochi/, 'mochi', 'Mochi'],
  [/^cogvideo/, 'cogvideo', 'CogVideoX'],
  [/^(?:omnigen|kandinsky|sana|ernie|cosmos|flex|bria|f-lite|ideogram|longcat)/, 'other'],
];

/** What a word for a base model means; undefined where it is not known. */
export function claimOf(text: string | undefined): Claim | undefined {
  if (text === undefined) return undefined;
  // What follows the `/` says what the file is to its base model, and Flux has some of these as base models.
  const word = text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const known = WORDS.find(([pattern]) => pattern.test(word));
  return known && { family: known[1], baseModel: known[2] };
}

/** What the file name of the base checkpoint tells within SDXL, whose descendants no header names. */
const CHECKPOINTS: readonly (readonly [pattern: RegExp, baseModel: string])[] = [
  [/^pony(?:diffusion|xl|[-_ ]?v6)/i, 'Pony'],
  [/^illustrious/i, 'Illustrious'],
  [/^noobai/i, 'NoobAI'],
];

/** A base model within SDXL, by the name of the checkpoint that a LoRA was trained on. */
export function sdxlDescendant(checkpoint: string | undefined): string | undefined {
  const name = checkpoint?.split(/[\\/]/).at(-1) ?? '';
  return CHECKPOINTS.find(([pattern]) => pattern.test(name))?.[1];
}

/** The claim that says more, of two about the same family; else the first. */
export function narrower(one: Claim, other: Claim | undefined): Claim {
  const isGeneric = one.baseModel === undefined || one.baseModel === GENERIC[one.family];
  return other?.family === one.family && isGeneric && other.baseModel !== undefined ? other : one;
}
