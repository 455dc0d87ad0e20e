import { asFields, type Fields } from '../fields';

/** A node of a graph in the form in which ComfyUI runs it. */
export interface GraphNode {
  readonly id: string;
  /** `class_type`. */
  readonly type: string;
  /** Values, and links to outputs of other nodes. */
  readonly inputs: Fields;
}

/** Nodes by their ids, which may be words or hold colons. */
export type Graph = ReadonlyMap<string, GraphNode>;

/** Where a value comes from. */
export interface Link {
  readonly node: GraphNode;
  readonly slot: number;
}

const MAX_NODES = 5000;

/** The graph of an API prompt: id → `{class_type, inputs}`. Other members are left out. */
export function parseGraph(value: unknown): Graph {
  const graph = new Map<string, GraphNode>();
  for (const [id, member] of Object.entries(asFields(value) ?? {})) {
    const node = asFields(member);
    if (typeof node?.class_type !== 'string' || graph.size >= MAX_NODES) continue;
    graph.set(id, { id, type: node.class_type, inputs: asFields(node.inputs) ?? {} });
  }
  return graph;
}

/** The link that a value is: `[id, slot]`; undefined for a plain value, and for a link to nothing. */
export function linkOf(graph: Graph, value: unknown): Link | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [id, slot] = value as readonly unknown[];
  if ((typeof id !== 'string' && typeof id !== 'number') || typeof slot !== 'number') return undefined;
  const node = graph.get(String(id));
  return node && { node, slot };
}
