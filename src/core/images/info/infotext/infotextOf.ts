import { asFields, asText } from '../fields';
import type { ImageInfo } from '../imageInfo';
import { parseInfotext } from './parseInfotext';
import { writeInfotext } from './writeInfotext';

/** An infotext that was made of what is known of a picture. */
export interface MadeInfotext {
  readonly text: string;
  /** Whether A1111 and Civitai find in it what it was made of: both need the steps and two more settings. */
  readonly isReadBack: boolean;
}

/** Members of `meta` by their names in an infotext; all others are named there as in it, as A1111 wrote them once. */
const NAMES: Readonly<Record<string, string>> = {
  clipSkip: 'Clip skip',
  denoise: 'Denoising strength',
  hashes: 'Hashes',
  civitaiResources: 'Civitai resources',
};
/** What is said by prompt and settings already, or is no setting at all. */
const NO_SETTINGS = new Set(['prompt', 'negativePrompt', 'seed', 'steps', 'sampler', 'cfgScale', 'Size', 'Model', 'Model hash', 'Schedule type', 'scheduler', 'width', 'height', 'resources', 'additionalResources', 'comfy', 'extraMetadata', 'workflow', 'models', 'vaes', 'id', 'meta', 'engine', 'process', 'type', 'draft', 'workflowId', 'baseModel', 'quantity']); // prettier-ignore

/**
 * Makes an infotext of what is known of a picture; nothing is invented.
 * @param meta the `meta` of Civitai's image API, of any type
 * @returns undefined where no prompt and no settings are known
 */
export function infotextOf(info: ImageInfo, meta?: unknown): MadeInfotext | undefined {
  const params = new Map<string, string>();
  const set = (name: string, value: unknown) => {
    const text = settingText(value);
    if (text !== undefined && !params.has(name)) params.set(name, text);
  };
  // Civitai finds the settings by a line that begins with the steps.
  set('Steps', info.steps);
  set('Sampler', info.sampler);
  set('Schedule type', info.scheduler);
  set('CFG scale', info.cfg);
  set('Distilled CFG Scale', info.guidance);
  set('Seed', info.seed);
  set('Size', info.size);
  set('Model hash', info.modelHash);
  set('Model', info.model);
  for (const [key, value] of Object.entries(info.params)) set(key, value);
  const fields = asFields(meta);
  for (const [key, value] of Object.entries(asFields(fields?.meta) ?? fields ?? {}))
    if (!NO_SETTINGS.has(key)) set(NAMES[key] ?? key, value);
  const prompt = info.prompt ?? '';
  const negative = info.negative ?? '';
  if (prompt === '' && negative === '' && params.size === 0) return undefined;
  const text = writeInfotext({ prompt, negative, params });
  const back = parseInfotext(text);
  const isSame = (name: string) => back.params.get(name) === params.get(name);
  const isReadBack =
    params.has('Steps') &&
    /^Steps: /m.test(text) &&
    same(back.prompt, prompt) &&
    same(back.negative, negative) &&
    [...params.keys()].every(isSame);
  return { text, isReadBack };
}

/** A1111 strips the lines of a prompt. */
const same = (one: string, other: string): boolean => lines(one) === lines(other);
const lines = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .join('\n')
    .trim();

/** A setting as it is written; undefined for what is none: Civitai refuses a `None` where a number stands. */
function settingText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'object' && value !== null) return isEmpty(value) ? undefined : JSON.stringify(value);
  const text = asText(value);
  return text === 'None' || text === 'NaN' ? undefined : text;
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
