import { parsePrompt } from '../../../prompts/grammar/parse';

/** Words that part a prompt by themselves, and commas: between two lines that have one, no comma is missing. */
const PARTING_END = /(?:[,，]|\b(?:BREAK|AND|ADDROW|ADDCOL|ADDCOMM|ADDBASE))$/;
const PARTING_START = /^(?:[,，]|(?:BREAK|AND|ADDROW|ADDCOL|ADDCOMM|ADDBASE)\b)/;

/**
 * A prompt on one line, as lists of prompts have it, with the same meaning: a line end parts items as a comma does. A
 * comment would swallow what comes behind it, so it goes.
 */
export function promptLine(prompt: string): string {
  if (!/[\r\n]/.test(prompt)) return prompt.trim();
  let text = '';
  let at = 0;
  for (const { start, end } of parsePrompt(prompt).comments) {
    text += `${prompt.slice(at, start)}\n`;
    at = end;
  }
  text += prompt.slice(at);
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .reduce((all, line) => {
      if (all === '') return line;
      return PARTING_END.test(all) || PARTING_START.test(line) ? `${all} ${line}` : `${all}, ${line}`;
    }, '');
}
