import { cutItems } from './cut';
import { NetworkReader } from './marks';
import { parsePrompt, type Group, type List } from './parse';
import type { Range } from './shapes';

/** A `<lora:name:weight>` in a prompt. */
export interface LoraTag {
  /** As it is written, with its brackets. */
  readonly tag: string;
  /** As it is written: up to the first colon. */
  readonly name: string;
  /** 1 where the tag tells none. */
  readonly weight: number;
  readonly start: number;
  readonly end: number;
  /** False within `{…}` and `[…]` with a colon or a bar, where its place may have a meaning. */
  readonly movable: boolean;
}

const LORA = /<lora:/i;
const TAG = /^<lora:([^:>]+)([^>]*)>$/i;

/** All LoRA tags of a prompt in their order, the same tag as often as it occurs (R5). */
export function loraTags(text: string): LoraTag[] {
  if (isPlain(text)) return plainTags(text).flatMap((range) => readTag(text, range, true));
  return mayHaveLora(text) ? tagsOf(text, parsePrompt(text), true) : [];
}

function mayHaveLora(text: string): boolean {
  return text.includes('<') && LORA.test(text);
}

/** Whether a tag is one wherever it stands, and can be moved: no escape, no comment, and only emphasis encloses it. */
function isPlain(text: string): boolean {
  return !text.includes('\\') && !text.includes('[') && !text.includes('{') && !text.includes('#');
}

/** Where the LoRAs of a plain text stand. It need not be parsed. */
function plainTags(text: string): Range[] {
  const networks = new NetworkReader(text);
  const tags: Range[] = [];
  for (let start = text.indexOf('<'); start >= 0;) {
    const end = networks.endOf(start);
    if (end !== undefined && isTag(text, start)) tags.push({ start, end });
    start = text.indexOf('<', end ?? start + 1);
  }
  return tags;
}

/**
 * A prompt with its movable LoRA tags in front: `TAG, TAG, BODY` (R6). Without any, the text comes back without the
 * blanks around it; where they stand in front already, it comes back as it is.
 */
export function moveLorasToFront(text: string): string {
  const tags = movableTags(text);
  if (tags.length === 0) return text.trim();
  const { front, body } = splitPrompt(text, tags);
  return front === undefined ? withTags(tags, body) : text;
}

/** The tags that stand in front of a prompt, and what comes after. */
export interface SplitPrompt {
  /** The tags with what separates them from the body; undefined where they do not stand in front. */
  readonly front: string | undefined;
  readonly body: string;
}

/**
 * Splits the movable LoRA tags off a prompt. A body that they stand in front of is left as it is written.
 * @param tags all of its movable tags
 */
export function splitPrompt(text: string, tags: readonly string[] = movableTags(text)): SplitPrompt {
  if (tags.length === 0) return { front: '', body: text };
  const joined = tags.join(', ');
  if (text === joined) return { front: joined, body: '' };
  const front = `${joined}, `;
  if (text.startsWith(front) && movableTags(text.slice(front.length)).length === 0) {
    return { front, body: text.slice(front.length) };
  }
  return { front: undefined, body: withoutLoras(text).trimStart() };
}

/** The tags as they are written, without those whose place has a meaning. */
export function movableTags(text: string): string[] {
  if (isPlain(text)) return plainTags(text).map(({ start, end }) => text.slice(start, end));
  return loraTags(text).flatMap(({ tag, movable }) => (movable ? [tag] : []));
}

/** A prompt behind its tags. */
export function withTags(tags: readonly string[], body: string): string {
  return [...tags, ...(body === '' ? [] : [body])].join(', ');
}

/** A prompt without its movable LoRA tags. Where there is none, it comes back as it is. */
export function withoutLoras(text: string): string {
  let rest = text;
  // What is left may be a tag itself: `<lo<lora:a:1>ra:b:1>`.
  for (let before = ''; rest !== before && mayHaveLora(rest);) {
    before = rest;
    rest = cutItems(before, parsePrompt(before), {
      removes: (item) => item.isNetwork && TAG.test(before.slice(item.start, item.end)),
      opens: ({ isTimed }) => !isTimed,
    });
  }
  return rest;
}

/**
 * The name of a LoRA for comparisons: without its folder, since some tools write `FLUX\name`, and with `_` for `__`,
 * since kohya and others write either.
 */
export function comparedName(name: string): string {
  const file = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  return file.trim().replace(/_{2,}/g, '_');
}

function tagsOf(text: string, list: List, movable: boolean): LoraTag[] {
  return list.items.flatMap((item) => {
    if (item.isNetwork) return readTag(text, item, movable);
    return item.groups.flatMap(({ slots, isTimed }: Group) =>
      slots.flatMap((slot) => tagsOf(text, slot, movable && !isTimed)),
    );
  });
}

/** Whether a network is a LoRA with a name. */
function isTag(text: string, start: number): boolean {
  if (text.slice(start, start + '<lora:'.length).toLowerCase() !== '<lora:') return false;
  const first = text[start + '<lora:'.length];
  return first !== ':' && first !== '>';
}

function readTag(text: string, { start, end }: Range, movable: boolean): LoraTag[] {
  const tag = text.slice(start, end);
  const [, name, args = ''] = TAG.exec(tag) ?? [];
  if (name === undefined) return [];
  return [{ tag, name, weight: weightOf(args), start, end, movable }];
}

/** Of `:0.8`, `:0.8:0.5` or `:te=0.5:unet=1`: the first, or that of the text encoder. */
function weightOf(args: string): number {
  const [, ...values] = args.split(':');
  const positional = values.find((value) => !value.includes('='));
  const ofTextEncoder = values.find((value) => value.startsWith('te='))?.slice('te='.length);
  const weight = Number.parseFloat(positional ?? ofTextEncoder ?? '');
  return Number.isFinite(weight) ? weight : 1;
}
