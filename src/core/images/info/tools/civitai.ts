import { asFields, asList, asName, asNumber, asSeed, asSize, asText, fileName, firstOf, sizeIn, type Fields } from '../fields'; // prettier-ignore
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading } from '../generation';
import { lorasOfHashes, lorasOfResources, resourceName } from '../infotext/infotextLoras';
import { parseLooseJson } from '../looseJson';
import { lorasOfPrompt, mergeLoras, usedHash } from '../usedLoras';

/** Civitai’s own pictures: the settings are JSON, or stand as JSON in a text beside the graph of an upscale. */
export function civitaiReading(texts: FoundTexts): Reading | undefined {
  for (const { fields, text } of texts.objects) {
    const extra = extraMetadata(fields);
    const source = placeOf(text);
    if (extra) return { ...civitaiMetaReading(extra, source), tool: 'Civitai' };
    const isMeta =
      typeof fields.prompt === 'string' && ('negativePrompt' in fields || 'civitaiResources' in fields);
    if (isMeta && text.key !== 'generation_data')
      return { ...civitaiMetaReading(fields, source), tool: 'Civitai' };
  }
  return undefined;
}

function extraMetadata({ extraMetadata: value }: Fields): Fields | undefined {
  return asFields(typeof value === 'string' ? parseLooseJson(value) : value);
}

/** The `meta` of an image as the site’s API gives it: its values have any type, and may stand in a `meta` of their own. */
export function civitaiMetaReading(meta: Fields, source: string): Reading {
  const fields = asFields(meta.meta) ?? meta;
  const resources = [...asList(fields.resources), ...asList(fields.civitaiResources), ...asList(fields.additionalResources)]; // prettier-ignore
  const prompt = asText(fields.prompt);
  const negative = asText(fields.negativePrompt);
  return {
    source,
    prompt,
    negative,
    seed: asSeed(fields.seed),
    steps: asNumber(fields.steps),
    sampler: asName(fields.sampler),
    scheduler: firstOf(fields, ['Schedule type', 'scheduler'], asName),
    cfg: asNumber(fields.cfgScale),
    size: sizeIn(fields.Size) ?? asSize(fields.width, fields.height),
    model: fileName(fields.Model) ?? modelOf(resources),
    modelHash: usedHash(fields['Model hash']) ?? usedHash(asFields(fields.hashes)?.model),
    loras: mergeLoras([
      ...lorasOfPrompt(prompt ?? ''),
      ...lorasOfPrompt(negative ?? ''),
      ...lorasOfHashes(fields.hashes),
      ...lorasOfResources(resources),
    ]),
  };
}

function modelOf(resources: readonly unknown[]): string | undefined {
  const models = resources
    .map(asFields)
    .filter((fields) => /^(?:model|checkpoint)$/i.test(asText(fields?.type) ?? ''));
  return models[0] && resourceName(models[0]);
}
