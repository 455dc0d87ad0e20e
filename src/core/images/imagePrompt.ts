import type { CivitaiImage } from '../civitai/imageSchemas';
import type { FolderLora } from '../prompts/grammar/folderLora';

/** The prompts of a prompt file. */
export interface ComposedPrompts {
  readonly prompt: string;
  readonly prompt_with_clothes: string;
  readonly lora: string;
}

/**
 * Makes the prompts of a picture from the one that it was made with.
 * @param lora that of its folder; undefined where it has none
 */
export type ComposePrompts = (rawPrompt: string, lora: FolderLora | undefined) => ComposedPrompts;

/** A prompt stands three times in its file, which may hold a million characters. */
const MOST_CHARACTERS = 250_000;
const MOST_RESOURCES = 100;

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};

/** What the image was made with, as the image API tells it; of any type and shape. */
export const rawPromptOf = ({ meta }: Pick<CivitaiImage, 'meta'>): string => text(membersOf(meta).prompt);

/**
 * The text of the prompt file of an image: `{imageId}.txt`, JSON with an indent of 2 (S3-75, O3).
 * @returns undefined for an image without a prompt, and for a prompt that no prompt file can hold
 */
export function imagePrompt(
  image: Pick<CivitaiImage, 'meta' | 'url'>,
  lora: FolderLora | undefined,
  compose: ComposePrompts,
): string | undefined {
  const meta = membersOf(image.meta);
  const raw = rawPromptOf(image);
  if (raw.trim() === '' || raw.length > MOST_CHARACTERS) return undefined;
  const { prompt, prompt_with_clothes, lora: tags } = compose(raw, lora);
  const value = {
    prompt,
    prompt_with_clothes,
    negative: text(meta.negativePrompt).slice(0, MOST_CHARACTERS),
    cfg: scalar(meta.cfgScale),
    steps: scalar(meta.steps),
    sampler: scalar(meta.sampler),
    seed: scalar(meta.seed),
    clip_skip: scalar(meta.clipSkip ?? meta['Clip skip']),
    raw_prompt: raw,
    lora: tags,
    url: image.url,
    resources_used: resourcesOf(meta),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number or short text; a number that has lost digits on the way here would be a wrong one. */
function scalar(value: unknown): number | string | undefined {
  if (typeof value === 'string') return value.length <= 200 ? value : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : value;
}

/** What the image was made with beside its prompt: `resources` by name, `civitaiResources` by version. */
function resourcesOf({ resources, civitaiResources }: Members) {
  const all = [civitaiResources, resources].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  return all.slice(0, MOST_RESOURCES).flatMap((each) => {
    const { modelVersionId, modelVersionName, name, type, weight, hash } = membersOf(each);
    const id = typeof modelVersionId === 'number' && Number.isSafeInteger(modelVersionId) ? modelVersionId : undefined; // prettier-ignore
    const called = scalar(name) ?? scalar(modelVersionName);
    if (id === undefined && called === undefined) return [];
    return [
      {
        ...(id !== undefined && { modelVersionId: id }),
        ...(called !== undefined && { name: called }),
        ...(typeof type === 'string' && { type: type.slice(0, 100) }),
        ...(id !== undefined && { download_url: `https://civitai.com/api/download/models/${id}` }),
        ...(typeof weight === 'number' && Number.isFinite(weight) && { weight }),
        // All that tells which one it is, where Civitai does not know its version.
        ...(typeof hash === 'string' && /^[0-9a-f]{1,64}$/i.test(hash) && { hash }),
      },
    ];
  });
}
