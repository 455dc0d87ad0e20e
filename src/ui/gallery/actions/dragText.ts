import { readPicturePrompt } from '../../../core/gallery/actions/prompts/picturePrompt';
import type { GalleryCell } from '../../../core/gallery/engine';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { isLora, loraTag } from '../../../core/models/view/modelText';
import type { GalleryFeature } from '../feature';

/** What a cell is for an editor: the prompt of a picture, or the tag of a LoRA with its trigger words. */
export async function dragText(
  { path, kind }: Pick<GalleryCell, 'path' | 'kind'>,
  { models }: Pick<GalleryFeature, 'models'>,
): Promise<string | undefined> {
  if (kind !== 'model') return (await readPicturePrompt(path)).info.prompt ?? undefined;
  const entry = models.entry(path);
  return entry && modelTag(entry);
}

/** `<lora:name:weight>, trigger, words` for a LoRA; for another model its trigger words. Undefined where there is neither. */
export function modelTag(entry: ModelEntry): string | undefined {
  const parts = [...(isLora(entry) ? [loraTag(entry)] : []), ...(entry.sidecar?.trigger_words ?? [])];
  return parts.length === 0 ? undefined : parts.join(', ');
}
