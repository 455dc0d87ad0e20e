import { asFields, asList, asName, asNumber, asSeed, asSize, asText } from '../fields';
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading } from '../generation';

const KEYS = ['Software', 'Source', 'Title'];

/** NovelAI: PNG chunks, the same keys as JSON in Exif, or hidden in the pixels; the settings are JSON in `Comment`. */
export function novelAiReading(texts: FoundTexts): Reading | undefined {
  if (!texts.all.some(({ key, text }) => KEYS.includes(key) && /novelai/i.test(text))) return undefined;
  const comment = texts.object('Comment');
  const fields = comment?.fields ?? {};
  const description = texts.find('Description') ?? texts.find('ImageDescription');
  const source = comment?.text ?? description;
  if (!source) return undefined;
  const base = asText(fields.prompt) ?? captionOf(fields.v4_prompt).base ?? asText(description?.text);
  const negative = asText(fields.uc) ?? captionOf(fields.v4_negative_prompt).base;
  return {
    source: placeOf(source),
    tool: 'NovelAI',
    prompt: withCharacters(base, captionOf(fields.v4_prompt).characters),
    negative: withCharacters(negative, captionOf(fields.v4_negative_prompt).characters),
    seed: asSeed(fields.seed),
    steps: asNumber(fields.steps),
    sampler: asName(fields.sampler),
    scheduler: asName(fields.noise_schedule),
    cfg: asNumber(fields.scale),
    size: asSize(fields.width, fields.height),
    model: asName(texts.get('Source')),
  };
}

/** Since version 4: a caption of the whole, and one of each character. */
function captionOf(value: unknown): { base: string | undefined; characters: readonly string[] } {
  const caption = asFields(asFields(value)?.caption);
  const characters = asList(caption?.char_captions).flatMap(
    (character) => asText(asFields(character)?.char_caption) ?? [],
  );
  return { base: asText(caption?.base_caption), characters };
}

function withCharacters(base: string | undefined, characters: readonly string[]): string | undefined {
  const others = characters.filter((character) => !base?.includes(character));
  return asText([...(base === undefined ? [] : [base]), ...others].join('\n'));
}
