import { asFields, asList, asName, asNumber, asSeed, asText, fileName, sizeIn } from '../fields';
import type { Reading } from '../generation';
import { usedHash } from '../usedLoras';
import { lorasOfInfotext, resourceName } from './infotextLoras';
import type { Infotext } from './parseInfotext';
import { jsonValue } from './settingsLine';

type Params = ReadonlyMap<string, string>;

/** What an infotext says, in the terms of all readers. */
export function infotextReading(infotext: Infotext, source: string): Reading {
  const { prompt, negative, params } = infotext;
  const get = lookup(params);
  return {
    source,
    tool: toolOf(params),
    prompt: asText(prompt),
    negative: asText(negative),
    seed: asSeed(get('Seed')),
    steps: asNumber(get('Steps')),
    sampler: asName(get('Sampler')),
    scheduler: asName(get('Schedule type')) ?? asName(get('Scheduler')),
    cfg: asNumber(get('CFG scale')) ?? asNumber(get('Guidance Scale')),
    guidance: asNumber(get('Distilled CFG Scale')),
    size: sizeIn(get('Size')),
    model: modelOf(params),
    modelHash: usedHash(get('Model hash')),
    loras: lorasOfInfotext(infotext),
    params,
  };
}

/** Keys differ in case between writers; the usual writing goes first. */
function lookup(params: Params): (key: string) => string | undefined {
  const lower = new Map([...params].map(([key, value]) => [key.toLowerCase(), value]));
  return (key) => params.get(key) ?? lower.get(key.toLowerCase());
}

function modelOf(params: Params): string | undefined {
  const named = fileName(lookup(params)('Model'));
  if (named !== undefined) return named;
  const resources = asList(jsonValue(params.get('Civitai resources'))).map(asFields);
  const checkpoint = resources.find((fields) => /^(?:checkpoint|model)$/i.test(asText(fields?.type) ?? ''));
  return checkpoint && resourceName(checkpoint);
}

const COMFY_SAMPLER = /^(?:euler|heun|dpm|dpmpp|lms|lcm|ddim|uni_pc|res_multistep|ipndm|er_sde)_\w+$/;

/** The program that wrote an infotext, by keys at its top level; A1111 where it has settings and no sign of another. */
function toolOf(params: Params): string | undefined {
  if (params.size === 0) return undefined;
  const app = params.get('App') ?? '';
  const version = params.get('Version') ?? '';
  const has = (...keys: string[]) => keys.some((key) => params.has(key));
  if (/sd\.?next|vladmandic/i.test(`${app} ${version}`)) return 'SD.Next';
  if (/comfy/i.test(version)) return 'ComfyUI';
  if (/fooocus/i.test(version)) return 'Fooocus';
  if (/easy ?diffusion/i.test(version)) return 'Easy Diffusion';
  if (/stability ?matrix/i.test(version)) return 'Stability Matrix';
  if (/swarm/i.test(version) || has('swarm_version', 'automaticvae')) return 'SwarmUI';
  if (/^f\d|^(?:neo|classic)|forge/i.test(version)) return 'Forge';
  if (/^v?\d+\.\d/.test(version)) return 'A1111';
  if (has('Seed Mode') && has('Guidance Scale')) return 'Draw Things';
  if (has('Operations', 'Parser', 'Pipeline') || /^(?:Original|Diffusers)$/.test(params.get('Backend') ?? ''))
    return 'SD.Next';
  if (has('Diffusion in Low Bits', 'Distilled CFG Scale', 'Module 1')) return 'Forge';
  // Names that only ComfyUI has: its savers write this form, and some leave out who they are.
  if (COMFY_SAMPLER.test(params.get('Sampler') ?? '')) return 'ComfyUI';
  if (version === '' && has('Civitai resources', 'Civitai metadata', 'Created Date')) return 'Civitai';
  return 'A1111';
}
