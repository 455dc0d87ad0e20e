import { asFields, asList, asName, asNumber, asSeed, asSize, asText, fileName } from '../fields';
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading, UsedLora } from '../generation';
import { mergeLoras } from '../usedLoras';

/** SwarmUI: `sui_image_params`, in PNG `parameters` or Exif; numbers and lists may be texts. */
export function swarmUiReading(texts: FoundTexts): Reading | undefined {
  const found = texts.objects.find(({ fields }) => asFields(fields.sui_image_params));
  const params = asFields(found?.fields.sui_image_params);
  if (!found || !params) return undefined;
  return {
    source: placeOf(found.text),
    tool: 'SwarmUI',
    prompt: asText(params.prompt),
    negative: asText(params.negativeprompt),
    seed: asSeed(params.seed),
    steps: asNumber(params.steps),
    sampler: asName(params.sampler),
    scheduler: asName(params.scheduler),
    cfg: asNumber(params.cfgscale),
    guidance: asNumber(params.fluxguidancescale),
    size: asSize(params.width, params.height),
    model: fileName(params.model),
    loras: lorasOf(params.loras, params.loraweights),
  };
}

function lorasOf(names: unknown, weights: unknown): UsedLora[] {
  const list = (value: unknown) => (typeof value === 'string' ? value.split(',') : asList(value));
  const values = list(weights);
  return mergeLoras(
    list(names).map((name, index) => ({ name: fileName(name), weight: asNumber(values[index]) ?? 1 })),
  );
}
