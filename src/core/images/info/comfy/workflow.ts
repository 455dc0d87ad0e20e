import { asFields, asList, asText, type Fields } from '../fields';
import type { Graph, GraphNode } from './graph';
import { widgetInputs } from './widgets';

const MUTED = 2;
const BYPASSED = 4;
/** Of the whole workflow: subgraphs within subgraphs multiply. */
const MAX_NODES = 5000;
const MAX_DEPTH = 8;
const MAX_RELAYS = 100;
/** What the inputs and outputs of a subgraph have as their node. */
const INPUT_NODE = -10;
const OUTPUT_NODE = -20;

interface End {
  readonly id: string;
  readonly slot: number;
}

interface SavedLink {
  readonly from: End;
  readonly to: End;
  readonly type: string;
}

/** A level of a workflow: the whole, or a subgraph in the place of one node. */
interface Level {
  readonly prefix: string;
  readonly nodes: ReadonlyMap<string, Fields>;
  /** By their ids. */
  readonly links: ReadonlyMap<string, SavedLink>;
  readonly outer?: { readonly level: Level; readonly node: Fields };
}

/**
 * The graph that the editor would make of a workflow (schema 0.4 and 1): links become those between nodes that run.
 * What is muted is left out, what is bypassed is looked through, and subgraphs are put in the place of their nodes.
 */
export function workflowGraph(workflow: unknown): Graph {
  const root = asFields(workflow);
  if (!root || !Array.isArray(root.nodes)) return new Map();
  const subgraphs = new Map(
    asList(asFields(root.definitions)?.subgraphs).flatMap((definition) => {
      const fields = asFields(definition);
      const id = asText(fields?.id);
      return fields && id !== undefined ? [[id, fields] as const] : [];
    }),
  );
  return new Converter(subgraphs).convert(root);
}

class Converter {
  private readonly graph = new Map<string, GraphNode>();
  /** What stands in the place of a node. */
  private readonly inner = new Map<string, Level>();
  private nodesLeft = MAX_NODES;

  constructor(private readonly subgraphs: ReadonlyMap<string, Fields>) {}

  convert(root: Fields): Graph {
    const levels: Level[] = [];
    this.open(root, '', undefined, levels);
    for (const level of levels) for (const node of level.nodes.values()) this.add(level, node);
    return this.graph;
  }

  private open(fields: Fields, prefix: string, outer: Level['outer'], levels: Level[]): Level {
    const nodes = new Map<string, Fields>();
    for (const item of asList(fields.nodes).slice(0, this.nodesLeft)) {
      const node = asFields(item);
      const id = asText(node?.id);
      if (node && id !== undefined) nodes.set(id, node);
    }
    this.nodesLeft -= nodes.size;
    const level: Level = { prefix, nodes, links: linksOf(fields.links), ...(outer && { outer }) };
    levels.push(level);
    for (const [id, node] of nodes) {
      const definition = this.subgraphs.get(asText(node.type) ?? '');
      if (!definition || prefix.split(':').length > MAX_DEPTH || this.nodesLeft <= 0) continue;
      this.inner.set(prefix + id, this.open(definition, `${prefix}${id}:`, { level, node }, levels));
    }
    return level;
  }

  private add(level: Level, node: Fields): void {
    const id = level.prefix + (asText(node.id) ?? '');
    if (node.mode === MUTED || node.mode === BYPASSED || this.inner.has(id)) return;
    const links: Record<string, unknown> = {};
    asList(node.inputs).forEach((item, index) => {
      const input = asFields(item);
      const from = input && this.source(level, input, 0);
      if (from) links[asText(input.name) ?? (index === 0 ? '' : `input_${index}`)] = [from.id, from.slot];
    });
    const inputs = { ...widgetInputs(node, new Set(Object.keys(links))), ...links };
    this.graph.set(id, { id, type: asText(node.type) ?? '', inputs });
  }

  /** The output of a node that runs to which an input leads. */
  private source(level: Level, input: Fields, relays: number): End | undefined {
    const link = level.links.get(asText(input.link) ?? '');
    return link && this.output(level, link.from, link.type, relays);
  }

  private output(level: Level, { id, slot }: End, type: string, relays: number): End | undefined {
    if (relays > MAX_RELAYS) return undefined;
    if (Number(id) === INPUT_NODE) {
      const outer = level.outer;
      const input = asFields(asList(outer?.node.inputs)[slot]);
      return outer && input && this.source(outer.level, input, relays + 1);
    }
    const node = level.nodes.get(id);
    if (!node || node.mode === MUTED) return undefined;
    const inputs = asList(node.inputs).map(asFields);
    if (node.mode === BYPASSED) {
      const same = inputs.find((input) => input?.type === type && asText(input.link) !== undefined);
      return same && this.source(level, same, relays + 1);
    }
    if (node.type === 'GetNode') return this.named(level, node, type, relays);
    const inner = this.inner.get(level.prefix + id);
    if (!inner) return { id: level.prefix + id, slot };
    const link = [...inner.links.values()].find(
      ({ to }) => Number(to.id) === OUTPUT_NODE && to.slot === slot,
    );
    return link && this.output(inner, link.from, type, relays + 1);
  }

  /** A `GetNode` gives on what the `SetNode` of its name is given. */
  private named(level: Level, node: Fields, type: string, relays: number): End | undefined {
    const name = asText(asList(node.widgets_values)[0]);
    const setter = [...level.nodes.values()].find(
      (other) => other.type === 'SetNode' && asText(asList(other.widgets_values)[0]) === name,
    );
    const input = asFields(asList(setter?.inputs)[0]);
    const link = input && level.links.get(asText(input.link) ?? '');
    return link && this.output(level, link.from, type, relays + 1);
  }
}

/** Links are lists `[id, from, slot, to, slot, type]`, in subgraphs objects. */
function linksOf(value: unknown): Map<string, SavedLink> {
  const links = new Map<string, SavedLink>();
  for (const item of asList(value)) {
    const fields = asFields(item);
    const [id, from, fromSlot, to, toSlot, type] = fields
      ? [fields.id, fields.origin_id, fields.origin_slot, fields.target_id, fields.target_slot, fields.type]
      : asList(item);
    links.set(asText(id) ?? '', {
      from: { id: asText(from) ?? '', slot: Number(fromSlot) },
      to: { id: asText(to) ?? '', slot: Number(toSlot) },
      type: asText(type) ?? '',
    });
  }
  return links;
}
