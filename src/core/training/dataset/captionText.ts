import type { Caption } from './caption';
import type { SubsetSettings } from './subsets';

/** Whether a caption has the trigger as a word of its own; small and capital letters are one to the trainer. */
export function hasWord(text: string, word: string): boolean {
  const [hay, needle] = [text.toLowerCase().replaceAll(/\s+/g, ' '), word.toLowerCase()];
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const before = /[\p{L}\p{N}]$/u.test(hay.slice(Math.max(0, at - 2), at));
    const after = /^[\p{L}\p{N}]/u.test(hay.slice(at + needle.length, at + needle.length + 2));
    if (!(before && startsInWord(needle)) && !(after && endsInWord(needle))) return true;
  }
  return false;
}

const startsInWord = (text: string) => /^[\p{L}\p{N}]/u.test(text);
const endsInWord = (text: string) => /[\p{L}\p{N}]$/u.test(text);

/** `<trigger> <name>`, or what there is of them. */
export function headOf({ trigger, who }: Pick<SubsetSettings, 'trigger' | 'who'>): string {
  if (trigger === undefined) return who ?? '';
  return who === undefined || hasWord(trigger, who) ? trigger : `${trigger} ${who}`;
}

/** What the trainer takes where a picture has no caption: the trigger and the class, from its folder’s name. */
export function classTokens({ trigger, className, who }: SubsetSettings): string {
  return [trigger, className ?? who].filter((part) => part !== undefined).join(' ');
}

/** The caption that a picture gets, as the subset wants it: trigger and name are put in front where they are missing. */
export function captionFor(subset: SubsetSettings, caption: Caption | undefined): string {
  const head = headOf(subset);
  const lines = caption?.lines ?? [];
  if (subset.captions === 'trigger') return head;
  if (subset.captions === 'keep') return lines.length > 0 ? lines.join('\n') : classTokens(subset);
  return lines.length > 0 ? lines.map((line) => mended(line, subset)).join('\n') : head;
}

function mended(line: string, subset: SubsetSettings): string {
  const { trigger, who } = subset;
  if (trigger === undefined || hasWord(line, trigger)) return line;
  // The name stands there already: it must not come twice.
  const named = who !== undefined && line.toLowerCase().startsWith(who.toLowerCase());
  if (named && hasWord(line.slice(0, who.length + 1), who)) return `${trigger} ${line}`;
  return `${headOf(subset)}, ${line}`;
}
