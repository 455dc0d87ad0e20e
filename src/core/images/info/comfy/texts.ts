import { asText } from '../fields';
import type { GraphNode, Link } from './graph';
import type { Walk } from './walk';

/** Which of both prompts is looked for. */
export type Side = 'positive' | 'negative';

const MAX_LENGTH = 1_000_000;
const JOINS = /concat|join|append|combine|merge/i;
/** Nodes whose text a model wrote: what they were asked is not what they answered. */
const WRITERS =
  /text ?generate|llm|gpt|ollama|gemini|claude|florence|caption|tagger|interrogat|translat|describe|chat/i;
const DELIMITERS = ['delimiter', 'separator', 'delim', 'sep'];
/** Settings of nodes that join texts. */
const NO_TEXTS = new Set([...DELIMITERS, 'clean_whitespace', 'inputcount', 'return_list', 'mode', 'action', 'tidy_tags', 'linebreak_addition', 'Update inputs']); // prettier-ignore
const TEXT_KEYS = ['text', 'string', 'value', 'prompt', 'Text', 'STRING', 'String', 'wildcard_text', 'template', 'result', 'output', 'text_0', 'any', 'anything', 'source', 'input', 'positive', 'negative', ''] as const; // prettier-ignore
/** Fields of text encoders for several models at once. */
const ENCODER_GROUPS = [
  ['populated_text'],
  ['text'],
  ['prompt'],
  ['text_g', 'text_l'],
  ['clip_g', 'clip_l', 't5xxl', 'llama'],
  ['user_prompt'],
  ['bert', 'mt5xl'],
  ['string'],
] as const;
const PAIR_KEYS: Readonly<Record<Side, readonly string[]>> = {
  positive: ['text_positive', 'positive_prompt', 'positive', 'prompt_positive', 'positive_text'],
  negative: ['text_negative', 'negative_prompt', 'negative', 'prompt_negative', 'negative_text'],
};
const ZERO = /zero ?out/i;
const CONDITIONING = /^(?:conditioning|cond)(?:[_ ]?\w*)$/i;
/** Bundles of what a sampler needs. */
export const BUNDLES = ['pipe', 'basic_pipe', 'sdxl_tuple', 'context', 'base_ctx', 'ctx', 'optional_pipe', 'detailer_pipe', 'bus'] as const; // prettier-ignore

/** Finds the texts of prompts: through encoders, relays, switches and nodes that join or replace. */
export class TextFinder {
  /** Distilled guidance that stood on the way of the prompt. */
  guidance: number | undefined;

  constructor(private readonly walk: Walk) {}

  /**
   * The text of a conditioning; empty where it is zeroed.
   * @param value the input of a sampler or guider
   * @param bundled it is a bundle that holds both sides: which output it is tells nothing
   */
  ofConditioning(value: unknown, side: Side, bundled = false): string | undefined {
    if (typeof value === 'string') return value;
    const link = this.walk.link(value);
    return (
      link && this.walk.at(link.node, 'conditioning', () => this.ofConditioningNode(link, side, bundled))
    );
  }

  private ofConditioningNode({ node, slot }: Link, side: Side, bundled: boolean): string | undefined {
    const { type, inputs } = node;
    if (ZERO.test(type)) return '';
    this.noteGuidance(node, side);
    const chosen = this.walk.chosen(node);
    if (chosen !== undefined) return this.ofConditioning(inputs[chosen], side, bundled);
    if (hasPair(node)) return this.ofPair(node, bundled ? undefined : slot, side);
    if (Object.hasOwn(inputs, 'clip') || /encode/i.test(type)) {
      const text = this.ofEncoder(node, side);
      if (text !== undefined) return text;
    }
    const conditionings = Object.keys(inputs).filter(
      (key) => CONDITIONING.test(key) && this.walk.link(inputs[key]),
    );
    if (conditionings.length > 0) return this.ofConditionings(node, conditionings, side);
    const key = ['', ...BUNDLES, side].find((name) => this.walk.link(inputs[name]));
    const next = key ?? this.walk.through(node) ?? Object.keys(inputs).find((name) => /^any_\d+$/.test(name));
    if (next === undefined) return this.ofEncoder(node, side);
    return this.ofConditioning(inputs[next], side, bundled || BUNDLES.some((name) => name === next));
  }

  private ofConditionings({ inputs }: GraphNode, keys: readonly string[], side: Side): string | undefined {
    const strength = Number(inputs.conditioning_to_strength ?? 0.5);
    const used = keys.filter(
      (key) =>
        !(key === 'conditioning_from' && strength >= 1) && !(key === 'conditioning_to' && strength <= 0),
    );
    return joined(
      [...used].sort(byRank).map((key) => this.ofConditioning(inputs[key], side)),
      ', ',
    );
  }

  /** Nodes with both prompts: relays of links have them in their first two outputs, loaders somewhere else. */
  private ofPair(node: GraphNode, slot: number | undefined, side: Side): string | undefined {
    const { inputs } = node;
    const relays = this.walk.link(inputs.positive) && this.walk.link(inputs.negative);
    const isSampler = Object.hasOwn(inputs, 'steps') || Object.hasOwn(inputs, 'sampler_name');
    const bySlot = (['positive', 'negative'] as const)[slot ?? -1];
    const wanted = relays && !isSampler && bySlot !== undefined ? bySlot : side;
    const key = PAIR_KEYS[wanted].find((name) => Object.hasOwn(inputs, name));
    const value = key === undefined ? undefined : inputs[key];
    return this.ofConditioning(value, side) ?? this.ofValue(value, side);
  }

  private ofEncoder({ inputs }: GraphNode, side: Side): string | undefined {
    for (const group of ENCODER_GROUPS) {
      const keys = group.filter((key) => Object.hasOwn(inputs, key));
      const text = joined(
        keys.map((key) => this.ofValue(inputs[key], side)),
        ', ',
      );
      if (text !== undefined && (text !== '' || group[0] !== 'populated_text')) return text;
    }
    return undefined;
  }

  /** The text that a value is or leads to. */
  ofValue(value: unknown, side: Side): string | undefined {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    const link = this.walk.link(value);
    return link && this.walk.at(link.node, 'text', () => this.ofTextNode(link, side));
  }

  private ofTextNode({ node, slot }: Link, side: Side): string | undefined {
    const { inputs, type } = node;
    const chosen = this.walk.chosen(node);
    if (chosen !== undefined) return this.ofValue(inputs[chosen], side);
    const populated = asText(this.ofValue(inputs.populated_text, side));
    if (populated !== undefined) return populated;
    if (WRITERS.test(type)) return undefined;
    if (hasPair(node)) {
      const wanted = slot === 0 ? 'positive' : slot === 1 ? 'negative' : side;
      const key = PAIR_KEYS[wanted].find((name) => Object.hasOwn(inputs, name));
      if (key !== undefined) return this.ofValue(inputs[key], side);
    }
    if (Object.hasOwn(inputs, 'find') && Object.hasOwn(inputs, 'replace')) return this.replaced(node, side);
    if (JOINS.test(type) || DELIMITERS.some((key) => Object.hasOwn(inputs, key)))
      return this.ofJoin(node, side);
    for (const key of TEXT_KEYS) {
      const text = Object.hasOwn(inputs, key) ? this.ofValue(inputs[key], side) : undefined;
      if (text !== undefined) return text;
    }
    const linked = Object.keys(inputs).filter((key) => this.walk.link(inputs[key]));
    const [only = ''] = linked;
    const isNew = linked.length === 1 && !TEXT_KEYS.some((key) => key === only);
    return isNew ? this.ofValue(inputs[only], side) : undefined;
  }

  private replaced({ inputs }: GraphNode, side: Side): string | undefined {
    const text = this.ofValue(inputs.string ?? inputs.text, side);
    const [find, by] = [this.ofValue(inputs.find, side), this.ofValue(inputs.replace, side)];
    return text === undefined || !find || by === undefined ? text : bounded(text.split(find).join(by));
  }

  private ofJoin({ inputs }: GraphNode, side: Side): string | undefined {
    const key = DELIMITERS.find((name) => Object.hasOwn(inputs, name));
    const delimiter = (key === undefined ? undefined : this.ofValue(inputs[key], side)) ?? '';
    const texts = Object.keys(inputs)
      .filter(
        (name) => !NO_TEXTS.has(name) && (typeof inputs[name] === 'string' || this.walk.link(inputs[name])),
      )
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((name) => this.ofValue(inputs[name], side))
      .filter((text) => text !== undefined && text !== '');
    return texts.length === 0 ? undefined : bounded(texts.join(delimiter.replaceAll('\\n', '\n')));
  }

  private noteGuidance({ inputs }: GraphNode, side: Side): void {
    if (side === 'negative' || this.guidance !== undefined || !Object.hasOwn(inputs, 'guidance')) return;
    const guidance = this.walk.scalar(inputs.guidance, ['guidance']);
    if (typeof guidance === 'number') this.guidance = guidance;
  }
}

function hasPair({ inputs }: GraphNode): boolean {
  return (['positive', 'negative'] as const).every((side) =>
    PAIR_KEYS[side].some((key) => Object.hasOwn(inputs, key)),
  );
}

/** `…_to` stands before `…_from`, and numbers in their order. */
function byRank(one: string, other: string): number {
  const rank = (key: string) => key.replace(/_to$/, '_0').replace(/_from$/, '_1');
  return rank(one).localeCompare(rank(other), 'en', { numeric: true });
}

/** Several texts of one prompt, each once. */
function joined(texts: readonly (string | undefined)[], delimiter: string): string | undefined {
  const found = texts.filter((text) => text !== undefined);
  if (found.length === 0) return undefined;
  return bounded([...new Set(found.filter((text) => text.trim() !== ''))].join(delimiter));
}

const bounded = (text: string): string => text.slice(0, MAX_LENGTH);
