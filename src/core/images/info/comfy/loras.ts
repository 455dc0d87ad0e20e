import { asFields, asList, asNumber, asText, fileName, type Fields } from '../fields';
import type { UsedLora } from '../generation';
import { lorasOfPrompt } from '../usedLoras';
import type { GraphNode } from './graph';
import type { Walk } from './walk';

const MAX_STACK = 100;
const WEIGHTS = ['strength_model', 'lora_model_strength', 'model_strength', 'lora_strength', 'strength', 'weight', 'lora_wt']; // prettier-ignore
const NUMBERED_NAMES = ['lora_name_#', 'lora_#_name', 'lora_#', 'lora_0#', 'lora#', 'lora_name#'];
const NUMBERED_WEIGHTS = ['lora_wt_#', 'model_str_#', 'model_weight_#', 'lora_#_strength', 'lora_#_model_strength', 'strength_#', 'strength_0#', 'strength_model_#', 'lora_strength_#', 'weight_#']; // prettier-ignore
const ADVANCED_WEIGHTS = ['model_str_#', 'lora_#_model_strength'];
const LORA_TYPE = /lora|wildcard|power ?prompt/i;

/** The LoRAs that a node adds; those that are switched off, or have no weight, are none. */
export function lorasOfNode(walk: Walk, node: GraphNode): UsedLora[] {
  const { inputs, type } = node;
  if (isOff(inputs.toggle) || isOff(inputs.enabled)) return [];
  const single = nameOf(inputs.lora_name) ?? (/lora/i.test(type) ? nameOf(inputs.lora) : undefined);
  const found = [
    ...(single === undefined ? [] : [{ name: single, weight: weightOf(walk, inputs, WEIGHTS) }]),
    ...numbered(walk, inputs),
    ...Object.entries(inputs).flatMap(([key, value]) =>
      /^lora/i.test(key) ? entriesOf(value).flatMap((entry) => lorasOfEntry(entry)) : [],
    ),
    ...tagged(type, inputs),
  ];
  return found.filter(({ weight }) => weight !== 0).map(byVersion);
}

/** Civitai’s graphs name files by their AIR, which tells the version. */
function byVersion(lora: UsedLora): UsedLora {
  const version = /^urn:air:[^@]+@(\d{1,15})/.exec(lora.name ?? '')?.[1];
  return version === undefined ? lora : { ...lora, name: undefined, versionId: Number(version) };
}

/** Slots `lora_name_1`, … of a stack, as many as it uses. */
function numbered(walk: Walk, inputs: Fields): UsedLora[] {
  const count = asNumber(walk.scalar(inputs.lora_count ?? inputs.num_loras)) ?? MAX_STACK;
  const isAdvanced = /advanced/i.test(asText(inputs.input_mode ?? inputs.mode) ?? '');
  const loras: UsedLora[] = [];
  for (let index = 1; index <= Math.min(count, MAX_STACK); index++) {
    const at = (pattern: string) => pattern.replace('#', String(index));
    const key = NUMBERED_NAMES.map(at).find((candidate) => typeof inputs[candidate] === 'string');
    const name = key === undefined ? undefined : nameOf(inputs[key]);
    if (name === undefined || isOff(inputs[`switch_${index}`]) || isOff(inputs[`enabled_${index}`])) continue;
    const weights = isAdvanced ? [...ADVANCED_WEIGHTS, ...NUMBERED_WEIGHTS] : NUMBERED_WEIGHTS;
    loras.push({ name, weight: weightOf(walk, inputs, weights.map(at)) });
  }
  return loras;
}

/** Entries of lists: `lora_1: {on, lora, strength}`, `loras: {__value__: [{name, strength, active}]}`. */
function entriesOf(value: unknown): readonly Fields[] {
  const fields = asFields(value);
  const list = asList(fields ? fields.__value__ : value);
  if (list.length === 0) return fields ? [fields] : [];
  return list.map(asFields).filter((item) => item !== undefined);
}

function lorasOfEntry(entry: Fields): UsedLora[] {
  if (isOff(entry.on) || isOff(entry.active) || isOff(entry.enabled)) return [];
  const name = nameOf(entry.lora) ?? nameOf(entry.name) ?? nameOf(entry.lora_name);
  const weight = asNumber(entry.strength) ?? asNumber(entry.strength_model) ?? asNumber(entry.weight);
  return name === undefined ? [] : [{ name, weight: weight ?? 1 }];
}

/** Nodes that load what tags in their text name. A list of them beside the text is newer than the text. */
function tagged(type: string, inputs: Fields): UsedLora[] {
  if (!LORA_TYPE.test(type) || entriesOf(inputs.loras).length > 0) return [];
  return ['populated_text', 'text', 'prompt', 'lora_syntax'].flatMap((key) => {
    const text = inputs[key];
    return typeof text === 'string' ? lorasOfPrompt(text) : [];
  });
}

function weightOf(walk: Walk, inputs: Fields, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const weight = Object.hasOwn(inputs, key) ? asNumber(walk.scalar(inputs[key], [key])) : undefined;
    if (weight !== undefined) return weight;
  }
  return undefined;
}

/** Some loaders keep a picture beside the name: `{content, image}`. */
const nameOf = (value: unknown): string | undefined => fileName(asFields(value)?.content ?? value);

const isOff = (value: unknown): boolean =>
  value === false || value === 'Off' || value === 'off' || value === 'False';
