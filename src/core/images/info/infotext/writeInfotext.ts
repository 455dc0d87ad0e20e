import { NEGATIVE, parseInfotext, type Infotext } from './parseInfotext';
import { jsonValue } from './settingsLine';

/** Keys whose JSON stands unquoted, as Civitai writes and reads it. */
const PLAIN_JSON = new Set(['Hashes', 'Civitai resources', 'Civitai metadata']);
/** Each round takes away what would be read differently; a text that needs more is made to. */
const MAX_ROUNDS = 20;

/**
 * Writes an infotext in A1111’s form. What was read with `parseInfotext` comes back from the written text; what the
 * form cannot hold, such as a line of the prompt that begins a negative prompt, is written as it will be read.
 */
export function writeInfotext(infotext: Infotext): string {
  let text = compose(infotext);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const again = compose(parseInfotext(text));
    if (again === text) break;
    text = again;
  }
  return text;
}

function compose({ prompt, negative, params }: Infotext): string {
  const settings = [...params]
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${quote(key, value)}`);
  return [
    prompt,
    ...(negative === '' ? [] : [`${NEGATIVE} ${negative}`]),
    ...(settings.length === 0 ? [] : [settings.join(', ')]),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function quote(key: string, value: string): string {
  if (PLAIN_JSON.has(key) && !value.includes('\n') && jsonValue(value) !== undefined) return value;
  return /[,\n:"]|^\s|\s$|^[[{]/.test(value) ? JSON.stringify(value) : value;
}
