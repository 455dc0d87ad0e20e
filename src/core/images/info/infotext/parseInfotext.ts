import { parseSettings, type Setting } from './settingsLine';

/** Generation parameters as A1111 and many others write them. */
export interface Infotext {
  readonly prompt: string;
  readonly negative: string;
  /** The settings by their keys, without those that are empty; of a key that stands twice the last counts. */
  readonly params: ReadonlyMap<string, string>;
}

export const NEGATIVE = 'Negative prompt:';
/** A1111 takes a line with fewer pairs for a part of the prompt. */
const MIN_SETTINGS = 3;
const KNOWN = new Set(['steps', 'sampler', 'cfg scale', 'seed', 'size', 'model', 'model hash', 'guidance scale', 'version', 'schedule type', 'lora hashes', 'clip skip', 'denoising strength']); // prettier-ignore

/**
 * Reads an infotext: prompt, `Negative prompt:` at the start of a line, and a last line of settings, which other lines
 * may follow (`Template:`, `Used embeddings:`). Nothing within prompt and negative prompt is changed but that lines
 * lose the blanks around them, as A1111 does it, too.
 */
export function parseInfotext(text: string): Infotext {
  const clean = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n')
    .trim();
  const lines = clean.split('\n').map((line) => line.trim());
  const index = settingsIndex(lines);
  if (index === undefined) return fromOneLine(clean) ?? { ...splitPrompts(lines), params: new Map() };
  return { ...splitPrompts(lines.slice(0, index)), params: toParams(parseSettings(lines[index] ?? '')) };
}

/** Whether a line is one of settings, and not of a prompt with colons. */
export function isSettings(settings: readonly Setting[]): boolean {
  if (settings.length < MIN_SETTINGS) return false;
  const known = settings.filter(([key]) => KNOWN.has(key.toLowerCase()));
  const [first] = settings;
  return known.length >= 2 || (first?.[0] === 'Steps' && /^\d+$/.test(first[1]));
}

function startsWithKnown(line: string, [first]: readonly Setting[]): boolean {
  return first !== undefined && line.startsWith(first[0]) && KNOWN.has(first[0].toLowerCase());
}

/** The last line of settings; behind it no negative prompt begins. */
function settingsIndex(lines: readonly string[]): number | undefined {
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index] ?? '';
    if (line.startsWith(NEGATIVE)) return undefined;
    const settings = line.includes(':') ? parseSettings(line) : [];
    // A prompt that shares the only line with its settings is told from them below.
    if (isSettings(settings))
      return lines.length === 1 && !startsWithKnown(line, settings) ? undefined : index;
  }
  return undefined;
}

function splitPrompts(lines: readonly string[]): Pick<Infotext, 'prompt' | 'negative'> {
  const prompt: string[] = [];
  const negative: string[] = [];
  let target = prompt;
  for (const line of lines) {
    const starts = line.startsWith(NEGATIVE);
    if (starts) target = negative;
    target.push(starts ? line.slice(NEGATIVE.length).trim() : line);
  }
  return { prompt: prompt.join('\n').trim(), negative: negative.join('\n').trim() };
}

/** The form in which exiftool prints it, with a period for each line end, or a copy with blanks for them. */
function fromOneLine(text: string): Infotext | undefined {
  if (text.includes('\n')) return undefined;
  const body = text.replace(/^Parameters\s*: /, '');
  const start = lastIndexOf(body, /(?:^|[\s.])Steps: ?\d+, ?Sampler: /g);
  if (start === undefined) return undefined;
  const settings = parseSettings(body.slice(start).replace(/^[\s.]/, ''));
  const params = toParams(settings);
  if (!isSettings(settings) || !/^\d+$/.test(params.get('Seed') ?? '')) return undefined;
  const prompts = body.slice(0, start);
  const negative = lastIndexOf(prompts, /(?:^|[\s.])Negative prompt: /g);
  if (negative === undefined) return { prompt: prompts.trim(), negative: '', params };
  return {
    prompt: prompts.slice(0, negative).trim(),
    negative: prompts
      .slice(negative)
      .replace(/^[\s.]?Negative prompt: /, '')
      .trim(),
    params,
  };
}

function lastIndexOf(text: string, pattern: RegExp): number | undefined {
  return [...text.matchAll(pattern)].at(-1)?.index;
}

function toParams(settings: readonly Setting[]): Map<string, string> {
  return new Map(settings.filter(([, value]) => value !== ''));
}
