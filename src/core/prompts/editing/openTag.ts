/** The tag that the user is typing, and what of it is there already. */
export interface OpenTag {
  /** What comes next: `lora:` and all after it, the name, or the weight. */
  readonly part: 'kind' | 'name' | 'weight';
  /** The name, where the weight comes next. */
  readonly name: string;
  /** How many characters before and behind the cursor are what is being written. */
  readonly before: number;
  readonly behind: number;
  /** What has to follow what is written, other than the weight: a weight that is there but not closed, the bracket. */
  readonly rest: string;
  /** Whether there is a weight already. */
  readonly hasWeight: boolean;
}

/** Tags are shorter than this: what lies further back has nothing to do with the cursor. */
const MAX_TAG = 300;
const KIND = 'lora';
/** Name, weight and bracket, as far as they are there. */
const BEHIND_NAME = /^([^<>:,"\\]*)(:[^<>,"\\]*)?(>)?/;
const BEHIND_WEIGHT = /^([\d.+-]*)([^<>,"\\]*>)?/;
const WEIGHT_ONLY = /^:\s*[+-]?[\d.]+/;

/**
 * What a LoRA tag at the cursor lacks.
 * @param before the text from the beginning of its line or JSON string to the cursor
 * @param behind the text from the cursor to the end of it
 * @returns undefined where no tag is being written
 */
export function openTag(before: string, behind: string): OpenTag | undefined {
  const tail = before.slice(-MAX_TAG);
  const opening = tail.lastIndexOf('<');
  if (opening === -1) return undefined;
  const written = tail.slice(opening + 1);
  if (KIND.startsWith(written.toLowerCase())) {
    const closed = behind.startsWith('>');
    return {
      part: 'kind',
      name: '',
      before: written.length,
      behind: 0,
      rest: closed ? '' : '>',
      hasWeight: false,
    };
  }
  const [kind = '', name = '', ...args] = written.split(':');
  if (kind.toLowerCase() !== KIND || written.includes('>')) return undefined;
  if (args.length > 1) return undefined;
  const [weight] = args;
  return weight === undefined ? openName(name, behind) : openWeight(name, weight, behind);
}

function openName(name: string, behind: string): OpenTag {
  const [all, left = '', args, closing] = BEHIND_NAME.exec(behind) ?? [''];
  const common = { part: 'name', name: '', before: name.length } as const;
  if (closing !== undefined && all !== '') {
    return { ...common, behind: left.length, rest: '', hasWeight: args !== undefined };
  }
  // Not closed: what follows belongs to the tag only where it is a weight right away.
  const [weight = ''] = WEIGHT_ONLY.exec(behind) ?? [];
  return { ...common, behind: weight.length, rest: `${weight}>`, hasWeight: weight !== '' };
}

function openWeight(name: string, weight: string, behind: string): OpenTag {
  const [, left = '', closing] = BEHIND_WEIGHT.exec(behind) ?? [];
  return {
    part: 'weight',
    name,
    before: weight.length,
    behind: left.length,
    rest: closing === undefined ? '>' : '',
    hasWeight: false,
  };
}
