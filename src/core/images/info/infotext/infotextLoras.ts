import { asFields, asList, asName, asNumber, asText, fileName, type Fields } from '../fields';
import type { UsedLora } from '../generation';
import { lorasOfPrompt, mergeLoras, usedHash } from '../usedLoras';
import type { Infotext } from './parseInfotext';
import { jsonValue } from './settingsLine';

/** A name may hold commas and colons: it ends where a hash, or nothing, stands between a colon and a comma. */
const HASHED = /\s*(.+?):\s*([0-9a-fA-F]{6,64}|)\s*(?:,|$)/gy;
const WEIGHTED = /\s*(.+?):\s*([+-]?[\d.]+)\s*(?:,|$)/gy;
/** Longer lists would take too long, and no picture has them. */
const MAX_LIST = 20_000;
const LORA_TYPES = new Set(['lora', 'lycoris', 'locon', 'dora', 'loha', 'lokr']);
const MAX_ADDNET = 20;

/** All LoRAs that an infotext names in any of its forms: tags, hashes, resources of Civitai, AddNet, Draw Things. */
export function lorasOfInfotext({ prompt, negative, params }: Infotext): UsedLora[] {
  const hashed = pairsIn(params.get('Lora hashes'), HASHED).map(([name, hash]) => ({
    name: fileName(name),
    hash: usedHash(hash),
  }));
  const swarmWeights = (params.get('loraweights') ?? '').split(',').map(asNumber);
  const inOrder = swarmWeights.length === hashed.length;
  return mergeLoras([
    ...lorasOfPrompt(prompt),
    ...lorasOfPrompt(negative),
    ...hashed.map((lora, index) => (inOrder ? { ...lora, weight: swarmWeights[index] } : lora)),
    ...pairsIn(params.get('Lora weights'), WEIGHTED).map(([name, weight]) => ({
      name: fileName(name),
      weight: asNumber(weight),
    })),
    ...lorasOfHashes(jsonValue(params.get('Hashes'))),
    ...lorasOfResources(jsonValue(params.get('Civitai resources'))),
    ...lorasOfAddNet(params),
    ...lorasOfDrawThings(params),
  ]);
}

function pairsIn(list: string | undefined, pattern: RegExp): [string, string][] {
  if (list === undefined || list.length > MAX_LIST) return [];
  return [...list.matchAll(pattern)].map(([, name = '', value = '']) => [name, value]);
}

/** `Hashes` of Civitai's extension: `{"model": …, "lora:name": …}`. */
export function lorasOfHashes(hashes: unknown): UsedLora[] {
  return Object.entries(asFields(hashes) ?? {}).flatMap(([key, hash]) => {
    const name = /^(?:lora|lyco|lycoris|locon|dora):(.+)$/i.exec(key)?.[1];
    return name === undefined ? [] : [{ name: fileName(name), hash: usedHash(hash) }];
  });
}

/** Resources as Civitai names them in its texts and answers. */
export function lorasOfResources(resources: unknown): UsedLora[] {
  return asList(resources).flatMap((resource) => {
    const fields = asFields(resource);
    if (!fields || !LORA_TYPES.has(asText(fields.type)?.toLowerCase() ?? '')) return [];
    return [
      {
        name: resourceName(fields),
        weight: asNumber(fields.weight) ?? asNumber(fields.strength),
        hash: usedHash(fields.hash),
        versionId: asNumber(fields.modelVersionId),
      },
    ];
  });
}

/** The name of a resource: that of the file where it is told, else that of the model. */
export const resourceName = (fields: Fields): string | undefined =>
  fileName(fields.name) ?? asName(fields.modelName);

function lorasOfAddNet(params: ReadonlyMap<string, string>): UsedLora[] {
  if (params.get('AddNet Enabled') === 'False') return [];
  const loras: UsedLora[] = [];
  for (let index = 1; index <= MAX_ADDNET; index++) {
    const model = params.get(`AddNet Model ${index}`);
    if (model === undefined || (params.get(`AddNet Module ${index}`) ?? 'LoRA') !== 'LoRA') continue;
    const [, name = model, hash] = /^(.*)\(([0-9a-fA-F]+)\)$/.exec(model) ?? [];
    const weight =
      params.get(`AddNet Weight A ${index}`) ??
      params.get(`AddNet Weight ${index}`) ??
      params.get(`AddNet Weight B ${index}`);
    loras.push({ name: fileName(name), hash: usedHash(hash), weight: asNumber(weight) });
  }
  return loras;
}

/** `LoRA Model: a, LoRA Weight: 0.8`, or with numbers: `LoRA 1 Model: …`. */
function lorasOfDrawThings(params: ReadonlyMap<string, string>): UsedLora[] {
  return [...params].flatMap(([key, value]) => {
    const number = /^LoRA( \d+)? Model$/.exec(key);
    return number
      ? [{ name: fileName(value), weight: asNumber(params.get(`LoRA${number[1] ?? ''} Weight`)) }]
      : [];
  });
}
