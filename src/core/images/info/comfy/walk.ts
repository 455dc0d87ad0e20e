import { linkOf, type Graph, type GraphNode, type Link } from './graph';

/** What all walks through one graph may cost together: texts that are joined with themselves grow without bound. */
const MAX_STEPS = 50_000;
const MAX_DEPTH = 200;

const SWITCH = /switch|select|index|branch|if ?else|conditional|mux/i;
const FLAGS = ['switch', 'boolean', 'cond', 'condition', 'boolean_value', 'bool', 'value'] as const;
const PAIRS = [
  ['on_true', 'on_false'],
  ['tt_value', 'ff_value'],
  ['true_value', 'false_value'],
  ['if_true', 'if_false'],
  ['input_true', 'input_false'],
] as const;
const INDEXES = ['select', 'index', 'Input', 'input', 'selected', 'which', 'selected_index'] as const;
/** Nodes that give on what they are given, whatever else they have. */
const PASSING =
  /reroute|show|display|preview|debug|pass ?thr|clean|free|purge|cache|unload|note|any ?switch/i;
const VALUE_KEYS = ['value', 'Value', 'int', 'float', 'number', 'Number', 'INT', 'FLOAT', 'seed', 'noise_seed', 'string', 'text', 'STRING', 'a'] as const; // prettier-ignore

/** Follows links through a graph: switches, relays and nodes that only hold a value are looked through. */
export class Walk {
  private stepsLeft = MAX_STEPS;
  private readonly underWay = new Set<string>();

  constructor(readonly graph: Graph) {}

  link(value: unknown): Link | undefined {
    return linkOf(this.graph, value);
  }

  /**
   * Runs a step at a node.
   * @param purpose what is looked for there: the same twice on one way is a circle
   * @returns undefined also where the walk goes in a circle, or has gone too far
   */
  at<Result>({ id }: GraphNode, purpose: string, step: () => Result | undefined): Result | undefined {
    const key = `${purpose} ${id}`;
    if (this.stepsLeft <= 0 || this.underWay.size >= MAX_DEPTH || this.underWay.has(key)) return undefined;
    this.stepsLeft -= 1;
    this.underWay.add(key);
    try {
      return step();
    } finally {
      this.underWay.delete(key);
    }
  }

  /**
   * The plain value that a value is or leads to.
   * @param keys the names under which the node that it leads to may hold it
   */
  scalar(value: unknown, keys: readonly string[] = []): string | number | boolean | undefined {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    const link = this.link(value);
    if (!link) return undefined;
    return this.at(link.node, `value ${keys.join()}`, () => {
      const { inputs } = link.node;
      const chosen = this.chosen(link.node);
      if (chosen) return this.scalar(inputs[chosen], keys);
      for (const key of [...keys, ...VALUE_KEYS]) {
        const found = Object.hasOwn(inputs, key) ? this.scalar(inputs[key], keys) : undefined;
        if (found !== undefined) return found;
      }
      const through = this.through(link.node);
      return through === undefined ? undefined : this.scalar(inputs[through], keys);
    });
  }

  /** The node behind a value that has one of these inputs, through relays and switches. */
  nodeWith(value: unknown, keys: readonly string[]): GraphNode | undefined {
    const link = this.link(value);
    if (!link) return undefined;
    return this.at(link.node, `node ${keys.join()}`, () => {
      const { inputs } = link.node;
      if (keys.some((key) => Object.hasOwn(inputs, key))) return link.node;
      const next = this.chosen(link.node) ?? this.through(link.node);
      return next === undefined ? undefined : this.nodeWith(inputs[next], keys);
    });
  }

  /** The input that a switch gives on; undefined for other nodes, and where that cannot be told. */
  chosen({ type, inputs }: GraphNode): string | undefined {
    const pair = PAIRS.find(([yes, no]) => Object.hasOwn(inputs, yes) || Object.hasOwn(inputs, no));
    if (pair) {
      const flag = FLAGS.find((key) => Object.hasOwn(inputs, key));
      const state = flag === undefined ? undefined : this.scalar(inputs[flag], ['value', 'boolean']);
      if (state === undefined) return undefined;
      return state === true || state === 1 || /^(?:true|on|yes)$/i.test(String(state)) ? pair[0] : pair[1];
    }
    if (!SWITCH.test(type)) return undefined;
    const first = Object.keys(inputs).find((key) => /^any_\d+$/.test(key) && this.link(inputs[key]));
    if (first !== undefined) return first;
    for (const key of INDEXES) {
      if (!Object.hasOwn(inputs, key)) continue;
      const index = Number(this.scalar(inputs[key], ['value', 'index']));
      const named = Object.keys(inputs).filter((name) => Number(/(?:^|\D)(\d+)$/.exec(name)?.[1]) === index);
      const linked = named.find((name) => this.link(inputs[name])) ?? named[0];
      if (linked !== undefined) return linked;
    }
    return undefined;
  }

  /** The input that a relay gives on. */
  through({ type, inputs }: GraphNode): string | undefined {
    const keys = Object.keys(inputs);
    const linked = keys.filter((key) => this.link(inputs[key]));
    return linked.length === 1 && (keys.length === 1 || PASSING.test(type)) ? linked[0] : undefined;
  }

  /**
   * All nodes upstream of some inputs of a node, the nearest first.
   * @param follows whether the inputs of this name lead on
   */
  upstream(starts: readonly unknown[], follows: (key: string) => boolean): GraphNode[] {
    const found = new Set<GraphNode>();
    const queue = starts.flatMap((value) => this.link(value)?.node ?? []);
    for (let node = queue.shift(); node; node = queue.shift()) {
      if (found.has(node)) continue;
      found.add(node);
      const chosen = this.chosen(node);
      for (const [key, value] of Object.entries(node.inputs)) {
        if (chosen === undefined ? !follows(key) : key !== chosen) continue;
        const next = this.link(value)?.node;
        if (next) queue.push(next);
      }
    }
    return [...found];
  }
}
