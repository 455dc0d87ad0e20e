import { asFields, asName, asNumber, asSeed, asSize, asText, fileName, firstOf, sizeIn } from '../fields';
import type { Reading, UsedLora } from '../generation';
import { lorasOfPrompt, mergeLoras } from '../usedLoras';
import type { Graph, GraphNode } from './graph';
import { lorasOfNode } from './loras';
import { baseSampler, picturesBefore } from './samplers';
import { BUNDLES, TextFinder, type Side } from './texts';
import { Walk } from './walk';

const MODEL_KEYS = ['ckpt_name', 'unet_name', 'model_name', 'base_ckpt_name', 'model_path', 'gguf_name', 'checkpoint', 'model']; // prettier-ignore
/** Links of loaders and patches that bring no model of the picture. */
const NO_MODEL = /latent|image|samples|positive|negative|conditioning|vae|vision|adapter|control|mask|(?<!con)text|prompt|noise|sigmas/i; // prettier-ignore
const leadsToModel = (key: string): boolean => !NO_MODEL.test(key);

/** What a graph of ComfyUI says of the first pass of the picture that it makes. */
export function comfyReading(graph: Graph, source: string): Reading | undefined {
  if (graph.size === 0) return undefined;
  const walk = new Walk(graph);
  const sampler = baseSampler(walk);
  if (!sampler) return { source, tool: 'ComfyUI', ...withoutSampler(walk) };
  const { inputs } = sampler;
  const guider = walk.nodeWith(inputs.guider, ['positive', 'conditioning', 'cond1', 'cfg', 'model']);
  const sigmas =
    walk.nodeWith(inputs.sigmas, ['steps', 'scheduler']) ?? behind(walk, inputs.sigmas, 'sigmas');
  const bundle = BUNDLES.map((key) => inputs[key]).find((value) => walk.link(value));
  const ends = { nodes: guider ? [sampler, guider] : [sampler], bundle };
  // Each walk has its own bounds: a prompt that cannot be found takes nothing away from the other.
  const texts = new TextFinder(new Walk(graph));
  const prompt = textOf(texts, ends, 'positive');
  const negative = textOf(new TextFinder(new Walk(graph)), ends, 'negative');
  const loaders = walk.upstream([inputs.model, guider?.inputs.model, bundle], leadsToModel);
  const chain = [sampler, ...loaders];
  return {
    source,
    tool: 'ComfyUI',
    prompt: asText(prompt),
    negative: asText(negative),
    seed: seedOf(walk, sampler),
    steps: asNumber(walk.scalar(inputs.steps ?? sigmas?.inputs.steps, ['steps', 'steps_total'])),
    sampler: samplerName(walk, sampler),
    scheduler: schedulerName(walk, sampler, sigmas),
    cfg: asNumber(walk.scalar(inputs.cfg ?? guider?.inputs.cfg ?? guider?.inputs.cfg_conds, ['cfg'])),
    guidance: texts.guidance,
    size: sizeOf(walk, sampler),
    model: modelOf(loaders) ?? onlyModel(walk),
    loras: mergeLoras([
      ...chain.flatMap((node) => lorasOfNode(walk, node)),
      ...appliedTags(loaders, `${prompt ?? ''}\n${negative ?? ''}`),
    ]),
  };
}

const CONDITIONINGS: Readonly<Record<Side, readonly string[]>> = {
  positive: ['positive', 'conditioning', 'cond1', 'text_embeds'],
  negative: ['negative', 'neg_conditioning', 'text_embeds'],
};

/** The text of a prompt, out of the sampler, its guider, or the bundle that it is given. */
function textOf(
  texts: TextFinder,
  { nodes, bundle }: { readonly nodes: readonly GraphNode[]; readonly bundle: unknown },
  side: Side,
): string | undefined {
  for (const { inputs } of nodes)
    for (const key of CONDITIONINGS[side]) {
      const text = texts.ofConditioning(inputs[key], side);
      if (text !== undefined) return text;
    }
  return texts.ofConditioning(bundle, side, true);
}

/** Tags in the prompt itself count only where a node loads them; ComfyUI takes them for words. */
function appliedTags(loaders: readonly GraphNode[], text: string): UsedLora[] {
  return loaders.some(({ type }) => /tag|wildcard|prompt ?control/i.test(type)) ? lorasOfPrompt(text) : [];
}

/** The node behind a link, past others that give on the same. */
function behind(walk: Walk, value: unknown, key: string): GraphNode | undefined {
  const node = walk.link(value)?.node;
  if (!node) return undefined;
  const next = node.inputs[key];
  return walk.link(next)
    ? walk.at(node, 'behind', () => walk.nodeWith(next, ['steps', 'scheduler']) ?? behind(walk, next, key))
    : node;
}

function seedOf(walk: Walk, { inputs }: GraphNode): string | undefined {
  const keys = ['seed', 'noise_seed'];
  const value = inputs.seed ?? inputs.noise_seed ?? inputs.noise ?? inputs.seed_num;
  return asSeed(walk.scalar(value, keys));
}

function samplerName(walk: Walk, { inputs }: GraphNode): string | undefined {
  const named = asName(walk.scalar(inputs.sampler_name ?? inputs.sampler, ['sampler_name', 'sampler']));
  return named ?? className(walk.link(inputs.sampler)?.node, /^K?Sampler/);
}

function schedulerName(walk: Walk, { inputs }: GraphNode, sigmas: GraphNode | undefined): string | undefined {
  const named = asName(walk.scalar(inputs.scheduler ?? sigmas?.inputs.scheduler, ['scheduler']));
  return named ?? className(sigmas, /Scheduler$/);
}

/** `SamplerEulerAncestral` is the sampler `euler_ancestral`, `KarrasScheduler` the scheduler `karras`. */
function className(node: GraphNode | undefined, affix: RegExp): string | undefined {
  if (!node || !affix.test(node.type)) return undefined;
  const name = node.type.replace(affix, '');
  return asName(name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase());
}

function sizeOf(walk: Walk, sampler: GraphNode): string | undefined {
  for (const { inputs } of picturesBefore(walk, sampler)) {
    const value = (key: string) => walk.scalar(inputs[key], [key]);
    const shape = firstOf(inputs, SHAPES, sizeIn);
    const overridden = asSize(value('width_override'), value('height_override'));
    const size =
      overridden ??
      (shape === undefined
        ? (asSize(value('width'), value('height')) ??
          asSize(value('empty_latent_width'), value('empty_latent_height')))
        : isSwapped(inputs.swap_dimensions)
          ? shape.split('x').reverse().join('x')
          : shape);
    if (size !== undefined) return size;
  }
  return undefined;
}

/** Inputs that choose a size by its words, such as `1216 x 832 (landscape)`. */
const SHAPES = ['aspect_ratio', 'resolution', 'dimensions', 'size', 'preset'];

const isSwapped = (value: unknown): boolean => value === true || value === 'On';

function modelOf(nodes: readonly GraphNode[]): string | undefined {
  for (const { inputs, type } of nodes) {
    if (/lora/i.test(type) && !/ckpt|checkpoint|loader/i.test(type)) continue;
    for (const key of MODEL_KEYS) {
      const name = fileName(asFields(inputs[key])?.content ?? inputs[key]);
      if (name !== undefined && (key !== 'model' || /\.\w+$/.test(String(inputs[key])))) return name;
    }
  }
  return undefined;
}

/** Where the way to it is lost, the model is known if there is only one. */
function onlyModel(walk: Walk): string | undefined {
  const names = [...walk.graph.values()].flatMap(
    ({ inputs }) => fileName(inputs.ckpt_name ?? inputs.unet_name) ?? [],
  );
  return new Set(names).size === 1 ? names[0] : undefined;
}

/** Nodes that ask a service, or do all by themselves, hold everything in one place. */
function withoutSampler(walk: Walk): Partial<Reading> {
  const texts = new TextFinder(walk);
  for (const { inputs } of walk.graph.values()) {
    const seed = asSeed(walk.scalar(inputs.seed ?? inputs.noise_seed, ['seed']));
    const prompt = asText(
      texts.ofValue(inputs.prompt ?? inputs.positive_prompt ?? inputs.positive, 'positive'),
    );
    if (seed === undefined || prompt === undefined) continue;
    return {
      prompt,
      negative: asText(texts.ofValue(inputs.negative_prompt ?? inputs.negative, 'negative')),
      seed,
      steps: asNumber(walk.scalar(inputs.steps)),
      cfg: asNumber(walk.scalar(inputs.cfg)),
      size: asSize(walk.scalar(inputs.width, ['width']), walk.scalar(inputs.height, ['height'])),
      model: modelOf([{ id: '', type: '', inputs }]),
    };
  }
  return {};
}
