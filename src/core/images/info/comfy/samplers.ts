import type { GraphNode } from './graph';
import { BUNDLES } from './texts';
import type { Walk } from './walk';

const RUNS = ['steps', 'sigmas', 'sampler_name', 'sampler'];
const GUIDED = ['positive', 'guider', 'conditioning', 'text_embeds', ...BUNDLES];
/** No graph has more that count; searching before each of them takes time. */
const MAX_SAMPLERS = 50;
const MAX_ENDS = 20;
const SAVES = /save|preview|output|export|combine/i;
/** Links that bring a picture or a latent, and not what it is made with. */
const OTHER_LINKS = /model|clip|vae|control|positive|negative|conditioning|mask|adapter|style|lora|noise|guider|sampler|sigmas|seed|(?<!con)text|prompt/i; // prettier-ignore

/** Whether links of this name lead from a sampler to what it starts from. */
export const leadsToPicture = (key: string): boolean => !OTHER_LINKS.test(key);

const has = (node: GraphNode, keys: readonly string[]) => keys.some((key) => Object.hasOwn(node.inputs, key));

/** Told by its inputs: there are too many classes of samplers to know them all. */
export function isSampler(node: GraphNode): boolean {
  const starts = [
    ...BUNDLES,
    'latent_image',
    'latent',
    'latents',
    'samples',
    'model',
    'guider',
    'optional_latent',
  ];
  return has(node, RUNS) && has(node, GUIDED) && has(node, starts);
}

/**
 * The sampler of the first pass: of those that lead to a picture that is saved the one that starts from no other
 * one’s picture. Graphs may hold others that nothing is made of.
 */
export function baseSampler(walk: Walk): GraphNode | undefined {
  const nodes = [...walk.graph.values()];
  const samplers = new Set(nodes.filter(isSampler));
  if (samplers.size <= 1) return [...samplers][0];
  const ends = nodes
    .filter((node) => SAVES.test(node.type) && !samplers.has(node))
    .sort((one, other) => Number(/save/i.test(other.type)) - Number(/save/i.test(one.type)))
    .slice(0, MAX_ENDS);
  const reached = ends.flatMap((end) =>
    walk.upstream(Object.values(end.inputs), () => true).filter((node) => samplers.has(node)),
  );
  const candidates = reached.length > 0 ? [...new Set(reached)] : [...samplers];
  const nearest = candidates[0];
  if (!nearest) return undefined;
  const before = picturesBefore(walk, nearest)
    .filter((node) => samplers.has(node))
    .slice(0, MAX_SAMPLERS);
  return before.find((node) => !picturesBefore(walk, node).some((other) => samplers.has(other))) ?? nearest;
}

/** What a sampler starts from, the nearest first. */
export function picturesBefore(walk: Walk, sampler: GraphNode): GraphNode[] {
  const starts = Object.entries(sampler.inputs).filter(([key]) => leadsToPicture(key));
  return walk
    .upstream(
      starts.map(([, value]) => value),
      leadsToPicture,
    )
    .filter((node) => node !== sampler);
}
