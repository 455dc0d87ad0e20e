import {
  asFields,
  asList,
  asName,
  asNumber,
  asSeed,
  asSize,
  asText,
  fileName,
  firstOf,
  sizeIn,
  type Fields,
} from '../fields';
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading, UsedLora } from '../generation';
import { mergeLoras, usedHash } from '../usedLoras';

/** TensorArt: `generation_data`, beside a graph. */
export function tensorArtReading(texts: FoundTexts): Reading | undefined {
  const found = texts.object('generation_data');
  if (!found) return undefined;
  const { fields } = found;
  const base = asFields(fields.baseModel) ?? {};
  return {
    source: placeOf(found.text),
    tool: 'TensorArt',
    prompt: asText(fields.prompt),
    negative: asText(fields.negativePrompt),
    // -1 asks for any seed; the graph tells which one it was.
    seed: fields.seed === '-1' || fields.seed === -1 ? undefined : asSeed(fields.seed),
    steps: asNumber(fields.steps),
    sampler: firstOf(fields, ['samplerName', 'sampler', 'ksamplerName'], asName),
    scheduler: firstOf(fields, ['scheduler', 'schedulerName', 'schedule'], asName),
    cfg: asNumber(fields.cfgScale),
    guidance: asNumber(fields.guidance),
    size: asSize(fields.width, fields.height),
    model: firstOf(base, ['modelFileName', 'label'], fileName),
    modelHash: usedHash(base.hash),
    loras: mergeLoras(asList(fields.models).flatMap(tensorArtLora)),
  };
}

function tensorArtLora(value: unknown): UsedLora[] {
  const fields = asFields(value);
  if (!fields || !/lora|locon|lycoris/i.test(asText(fields.type) ?? '')) return [];
  return [
    {
      name: firstOf(fields, ['modelFileName', 'label'], fileName),
      weight: asNumber(fields.weight),
      hash: usedHash(fields.hash),
    },
  ];
}

/** Stability Matrix: `parameters-json`, beside a graph and an infotext. */
export function stabilityMatrixReading(texts: FoundTexts): Reading | undefined {
  const found = texts.object('parameters-json');
  if (!found) return undefined;
  const { fields } = found;
  return {
    source: placeOf(found.text),
    tool: 'Stability Matrix',
    prompt: asText(fields.PositivePrompt),
    negative: asText(fields.NegativePrompt),
    seed: asSeed(fields.Seed),
    steps: asNumber(fields.Steps),
    sampler: asName(fields.Sampler),
    cfg: asNumber(fields.CfgScale),
    size: asSize(fields.Width, fields.Height),
    model: fileName(fields.ModelName),
    modelHash: usedHash(fields.ModelHash),
  };
}

const NEGATIVES = ['negative_prompt', 'negativePrompt', 'negative', 'uc'];
const STEPS = ['steps', 'num_inference_steps', 'Steps'];
const SCALES = ['cfg_scale', 'cfg', 'guidance_scale', 'cfgScale', 'scale'];

/** Programs that are not known here: JSON with a prompt and at least two of seed, steps, scale and size. */
export function plainJsonReading(texts: FoundTexts): Reading | undefined {
  for (const { fields, text } of texts.objects) {
    const prompt = firstOf(fields, ['prompt', 'positive_prompt', 'Prompt'], writtenText);
    const seed = firstOf(fields, ['seed', 'Seed'], asSeed);
    const steps = firstOf(fields, STEPS, asNumber);
    const cfg = firstOf(fields, SCALES, asNumber);
    const size = asSize(fields.width, fields.height) ?? sizeIn(fields.resolution);
    const found = [seed, steps, cfg, size].filter((value) => value !== undefined);
    if (prompt === undefined || found.length < 2) continue;
    const negative = firstOf(fields, NEGATIVES, writtenText);
    const sampler = firstOf(fields, ['sampler', 'sampler_name'], asName);
    return {
      source: placeOf(text),
      tool: firstOf(fields, ['software', 'generator', 'app', 'tool'], asName) ?? softwareOf(fields),
      ...{ prompt, negative, seed, steps, cfg, size, sampler },
      scheduler: asName(fields.scheduler),
      guidance: asNumber(fields.guidance),
      model: firstOf(fields, ['model', 'model_name', 'Model'], fileName),
    };
  }
  return undefined;
}

const writtenText = (value: unknown): string | undefined =>
  typeof value === 'string' ? asText(value) : undefined;

/** `mflux_version` is the version of mflux. */
function softwareOf(fields: Fields): string | undefined {
  const key = Object.keys(fields).find((name) => /^[a-z]\w*_version$/.test(name) && name !== 'app_version');
  return key?.replace(/_version$/, '');
}
