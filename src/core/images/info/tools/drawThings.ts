import {
  asFields,
  asList,
  asName,
  asNumber,
  asSeed,
  asSize,
  asText,
  fileName,
  sizeIn,
  type Fields,
} from '../fields';
import { placeOf, type FoundTexts } from '../foundTexts';
import type { Reading, UsedLora } from '../generation';
import { infotextReading } from '../infotext/infotextReading';
import { NEGATIVE, parseInfotext } from '../infotext/parseInfotext';
import { mergeLoras } from '../usedLoras';

const TOOL = 'Draw Things';

/** Draw Things: JSON in `exif:UserComment` of XMP, or else a text in `dc:description`. */
export function drawThingsReading(texts: FoundTexts): Reading | undefined {
  const isOurs = /draw ?things/i.test(texts.get('xmp:CreatorTool') ?? '');
  const found = texts.objects.find(
    ({ fields }) => typeof fields.c === 'string' && (isOurs || 'uc' in fields || 'v2' in fields),
  );
  if (found) return readingOf(found.fields, placeOf(found.text));
  const description = isOurs ? texts.find('dc:description') : undefined;
  if (!description) return undefined;
  return { ...infotextReading(parseDescription(description.text), placeOf(description)), tool: TOOL };
}

function readingOf(fields: Fields, source: string): Reading {
  const later = asFields(fields.v2) ?? {};
  return {
    source,
    tool: TOOL,
    prompt: asText(fields.c),
    negative: asText(fields.uc),
    seed: asSeed(fields.seed),
    steps: asNumber(fields.steps),
    sampler: asName(fields.sampler),
    cfg: asNumber(fields.scale),
    size: sizeIn(fields.size) ?? asSize(later.width, later.height),
    model: fileName(fields.model),
    loras: mergeLoras([...asList(fields.lora), ...asList(later.loras)].flatMap(loraOf)),
  };
}

function loraOf(value: unknown): UsedLora[] {
  const fields = asFields(value);
  if (!fields) return [];
  return [{ name: fileName(fields.file) ?? fileName(fields.model), weight: asNumber(fields.weight) }];
}

/** The negative prompt stands behind a dash at the start of a line. */
const parseDescription = (text: string) => parseInfotext(text.replace(/\n-/, `\n${NEGATIVE} `));
