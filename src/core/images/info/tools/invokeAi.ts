import { asFields, asList, asName, asNumber, asSeed, asSize, asText, fileName, type Fields } from '../fields';
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading, UsedLora } from '../generation';
import { mergeLoras, usedHash } from '../usedLoras';

const TOOL = 'InvokeAI';
/** A prompt that was typed with its command: long ones are no prompts. */
const MAX_COMMAND = 100_000;

/** InvokeAI: `invokeai_metadata` since 3, `sd-metadata` and `Dream` before. */
export function invokeAiReading(texts: FoundTexts): Reading | undefined {
  const metadata = texts.object('invokeai_metadata');
  if (metadata) return ofMetadata(metadata.fields, placeOf(metadata.text));
  const legacy = texts.object('sd-metadata');
  if (legacy) return ofLegacy(legacy.fields, placeOf(legacy.text));
  const command = texts.find('Dream');
  return command && ofCommand(command.text, placeOf(command));
}

function ofMetadata(fields: Fields, source: string): Reading {
  return {
    source,
    tool: TOOL,
    prompt: asText(fields.positive_prompt),
    negative: asText(fields.negative_prompt),
    seed: asSeed(fields.seed),
    steps: asNumber(fields.steps),
    sampler: asName(fields.scheduler),
    cfg: asNumber(fields.cfg_scale),
    guidance: asNumber(fields.guidance),
    size: asSize(fields.width, fields.height),
    model: modelName(fields.model),
    modelHash: usedHash(asFields(fields.model)?.hash),
    loras: mergeLoras(asList(fields.loras).flatMap(loraOf)),
  };
}

/** `name` since version 4, `model_name` before. */
function modelName(value: unknown): string | undefined {
  const fields = asFields(value);
  return fields ? (fileName(fields.name) ?? fileName(fields.model_name)) : fileName(value);
}

function loraOf(value: unknown): UsedLora[] {
  const fields = asFields(value);
  if (!fields) return [];
  const model = fields.model ?? fields.lora;
  return [{ name: modelName(model), weight: asNumber(fields.weight), hash: usedHash(asFields(model)?.hash) }];
}

function ofLegacy(fields: Fields, source: string): Reading {
  const image = asFields(fields.image) ?? asFields(asList(fields.images)[0]) ?? {};
  const parts = typeof image.prompt === 'string' ? [image.prompt] : asList(image.prompt).map(promptPart);
  return {
    source,
    tool: TOOL,
    ...splitNegative(parts.join(' ')),
    seed: asSeed(image.seed),
    steps: asNumber(image.steps),
    sampler: asName(image.sampler),
    cfg: asNumber(image.cfg_scale),
    size: asSize(image.width, image.height),
    model: fileName(fields.model_weights) ?? fileName(fields.model),
    modelHash: usedHash(fields.model_hash),
  };
}

const promptPart = (part: unknown): string => asText(asFields(part)?.prompt) ?? asText(part) ?? '';

/** The command that made the picture: `"prompt [negative]" -s 30 -S 42 -W 512 -H 512 -C 7.0 -A k_euler`. */
function ofCommand(command: string, source: string): Reading | undefined {
  const text = command.slice(0, MAX_COMMAND);
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"/.exec(text);
  const options = new Map([...text.slice(quoted?.[0].length ?? 0).matchAll(/(?:^|\s)-(\w)\s*(\S+)/g)].map(([, key = '', value = '']) => [key, value])); // prettier-ignore
  if (!quoted || options.size === 0) return undefined;
  return {
    source,
    tool: TOOL,
    ...splitNegative((quoted[1] ?? '').replace(/\\(["\\])/g, '$1')),
    seed: asSeed(options.get('S')),
    steps: asNumber(options.get('s')),
    sampler: asName(options.get('A')),
    cfg: asNumber(options.get('C')),
    size: asSize(options.get('W'), options.get('H')),
  };
}

/** What stands in square brackets is the negative prompt. LoRAs are words of the prompt: `withLora(name, weight)`. */
function splitNegative(text: string): Pick<Reading, 'prompt' | 'negative' | 'loras'> {
  const negatives: string[] = [];
  const prompt = text.replace(/\[([^[\]]*)\]/g, (_, negative: string) => {
    negatives.push(negative.trim());
    return '';
  });
  const loras = [...text.matchAll(/withLora\(([^,()]+)(?:,\s*([-\d.]+))?\)/g)];
  return {
    prompt: asText(prompt.trim()),
    negative: asText(negatives.join(' ').trim()),
    loras: mergeLoras(
      loras.map(([, name, weight]) => ({ name: fileName(name), weight: asNumber(weight) ?? 1 })),
    ),
  };
}
