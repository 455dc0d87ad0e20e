import type { PictureText } from '../../../media/text/pictureTexts';
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading } from '../generation';
import { infotextReading } from '../infotext/infotextReading';
import { parseInfotext, NEGATIVE } from '../infotext/parseInfotext';
import { parseSettings } from '../infotext/settingsLine';

/** Tried first, the last one before the others. */
const USUAL = ['stealth', 'UserComment', 'parameters'];

/** A text in A1111’s form, wherever it stands. Only where such texts alone stand, one without settings is a prompt. */
export function infotextPictureReading(texts: FoundTexts): Reading | undefined {
  const rank = ({ key }: PictureText) => USUAL.indexOf(key);
  const candidates = [...texts.all].reverse().sort((one, other) => rank(other) - rank(one));
  for (const text of candidates) {
    if (/^\s*[{[]/.test(text.text) && !text.text.includes('\nSteps: ')) continue;
    const infotext = parseInfotext(text.text);
    const reading = infotextReading(infotext, placeOf(text));
    if (infotext.params.size > 0) return withScheme(reading, texts);
    if (isPrompt(text)) return { ...reading, ...(text.key === 'parameters' && { tool: 'A1111' }) };
  }
  return undefined;
}

function isPrompt({ key, text }: PictureText): boolean {
  if (text.includes(`\n${NEGATIVE}`)) return true;
  if (key !== 'parameters' && key !== 'stealth') return false;
  // What A1111 writes when it only enlarges a picture.
  return !parseSettings(text).some(([name]) => name.startsWith('Postprocess')) && text.trim() !== '';
}

/** Fooocus can write this form as well, and says so beside it. */
function withScheme(reading: Reading, texts: FoundTexts): Reading {
  const isFooocus = texts.get('fooocus_scheme') !== undefined || texts.get('MakerNote')?.trim() === 'a1111';
  return isFooocus ? { ...reading, tool: 'Fooocus' } : reading;
}
