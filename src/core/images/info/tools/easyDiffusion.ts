import { asList, asName, asNumber, asSeed, asSize, asText, fileName, firstOf, type Fields } from '../fields';
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading, UsedLora } from '../generation';
import { parseLooseJson } from '../looseJson';
import { mergeLoras } from '../usedLoras';
import { plainKeys } from './fooocus';

const MODEL_KEYS = ['use_stable_diffusion_model', 'stable_diffusion_model'];

/** Easy Diffusion: a PNG chunk for each key, or one JSON object of them; the keys are names or labels. */
export function easyDiffusionReading(texts: FoundTexts): Reading | undefined {
  const chunks = texts.all.filter(({ origin }) => origin === 'png');
  const candidates = [
    { fields: Object.fromEntries(chunks.map(({ key, text }) => [key, text])), source: 'PNG text' },
    ...texts.objects.map(({ fields, text }) => ({ fields, source: placeOf(text) })),
  ];
  for (const { fields, source } of candidates) {
    const plain = plainKeys(fields);
    if (MODEL_KEYS.some((key) => Object.hasOwn(plain, key))) return readingOf(plain, source);
  }
  return undefined;
}

function readingOf(fields: Fields, source: string): Reading {
  return {
    source,
    tool: 'Easy Diffusion',
    prompt: asText(fields.prompt),
    negative: asName(fields.negative_prompt),
    seed: asSeed(fields.seed),
    steps: firstOf(fields, ['num_inference_steps', 'steps', 'inference_steps'], asNumber),
    sampler: firstOf(fields, ['sampler_name', 'sampler'], asName),
    scheduler: firstOf(fields, ['scheduler_name', 'scheduler'], asName),
    cfg: asNumber(fields.guidance_scale),
    guidance: asNumber(fields.distilled_guidance_scale),
    size: asSize(fields.width, fields.height),
    model: firstOf(fields, MODEL_KEYS, fileName),
    loras: lorasOf(fields),
  };
}

/** One name and weight, or lists of them as JSON or as Python writes them. */
function lorasOf(fields: Fields): UsedLora[] {
  const names = listOf(fields.use_lora_model ?? fields.lora_model);
  const weights = listOf(fields.lora_alpha ?? fields.lora_strength);
  return mergeLoras(names.map((name, index) => ({ name: fileName(name), weight: asNumber(weights[index]) })));
}

function listOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'string' || !value.startsWith('['))
    return Array.isArray(value) ? asList(value) : [value];
  return asList(parseLooseJson(value) ?? parseLooseJson(value.replaceAll("'", '"')));
}
