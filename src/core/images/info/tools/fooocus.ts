import { asList, asFields, asName, asNumber, asSeed, asSize, asText, fileName, firstOf, sizeIn, type Fields } from '../fields'; // prettier-ignore
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading, UsedLora } from '../generation';
import { mergeLoras, usedHash } from '../usedLoras';

const MAX_SLOTS = 20;

/** Fooocus and its relatives: JSON of keys, or of the labels of its log. Its other form is an infotext. */
export function fooocusReading(texts: FoundTexts): Reading | undefined {
  for (const { fields: written, text } of texts.objects) {
    const fields = plainKeys(written);
    const tool = toolOf(fields);
    if (tool !== undefined) return readingOf(fields, tool, placeOf(text));
  }
  return undefined;
}

/** `Guidance Scale` and `guidance_scale` are one key. */
export function plainKeys(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key.toLowerCase().replace(/[ -]/g, '_'), value]),
  );
}

function toolOf(fields: Fields): string | undefined {
  const name = `${asText(fields.software) ?? ''} ${asText(fields.version) ?? ''}`;
  if (/ruined/i.test(name)) return 'RuinedFooocus';
  if (/fooocus.*mre/i.test(name)) return 'Fooocus-MRE';
  const hasModel = Object.hasOwn(fields, 'base_model') && Object.hasOwn(fields, 'prompt');
  const isFooocus = /fooocus/i.test(name) || fields.metadata_scheme === 'fooocus';
  return isFooocus || (hasModel && Object.hasOwn(fields, 'sharpness')) ? 'Fooocus' : undefined;
}

function readingOf(fields: Fields, tool: string, source: string): Reading {
  return {
    source,
    tool,
    prompt: asText(fields.prompt),
    negative: firstOf(fields, ['negative_prompt', 'negative'], asText),
    seed: asSeed(fields.seed),
    steps: asNumber(fields.steps),
    sampler: firstOf(fields, ['sampler', 'sampler_name'], asName),
    scheduler: asName(fields.scheduler),
    cfg: firstOf(fields, ['guidance_scale', 'cfg', 'cfg_scale'], asNumber),
    size: sizeIn(fields.resolution) ?? asSize(fields.width, fields.height),
    model: firstOf(fields, ['base_model', 'base_model_name'], fileName),
    modelHash: usedHash(fields.base_model_hash),
    loras: lorasOf(fields),
  };
}

function lorasOf(fields: Fields): UsedLora[] {
  const slots = Array.from({ length: MAX_SLOTS }, (_, index) => index + 1).flatMap((index) => [
    ...combined(fields[`lora_combined_${index}`]),
    ...combined(fields[`lora_${index}`]),
    // Fooocus-MRE.
    { name: fileName(fields[`l${index}`]), weight: asNumber(fields[`w${index}`]) },
  ]);
  return mergeLoras([...asList(fields.loras).flatMap(listed), ...slots]);
}

/** `name : weight` */
function combined(value: unknown): UsedLora[] {
  const [, name, weight] = /^(.+?)\s*:\s*([-\d.]+)\s*$/.exec(asText(value)?.slice(0, 1000) ?? '') ?? [];
  return name === undefined ? [] : [{ name: fileName(name), weight: asNumber(weight) }];
}

/** `[name, weight, hash]`, or in RuinedFooocus a hash and `weight - name`. */
function listed(value: unknown): UsedLora[] {
  const fields = asFields(value);
  if (fields)
    return [{ name: firstOf(fields, ['name', 'lora_name'], fileName), weight: asNumber(fields.weight) }];
  const parts = asList(value).flatMap((part) => asText(part) ?? []);
  const joined = parts.map((part) => /^([-\d.]+) - (.+)$/.exec(part)).find((match) => match !== null);
  if (joined) {
    const hash = parts.map(usedHash).find((part) => part !== undefined);
    return [{ name: fileName(joined[2]), weight: asNumber(joined[1]), hash }];
  }
  const [name, weight, hash] = parts;
  return [{ name: fileName(name), weight: asNumber(weight), hash: usedHash(hash) }];
}
