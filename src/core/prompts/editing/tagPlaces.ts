import { decodeString, jsonStrings } from './jsonStrings';
import { loraTags } from '../grammar/loraTags';

/** A `<lora:name:weight>` in the text of a document. Offsets are of the text, escapes and all. */
export interface TagPlace {
  /** As it is meant, without escapes. */
  readonly name: string;
  readonly weight: number;
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
}

const NAME_AT = '<lora:'.length;

/**
 * The LoRA tags of a document in their order.
 * @param json whether it is a prompt file: its tags are in the string values, escaped
 */
export function tagPlaces(text: string, json: boolean): TagPlace[] {
  if (!json) return placesIn(text, (position) => position);
  const places: TagPlace[] = [];
  for (const string of jsonStrings(text)) {
    if (string.role === 'key') continue;
    const { value, toOffset } = decodeString(text, string);
    places.push(...placesIn(value, toOffset));
  }
  return places;
}

function placesIn(text: string, toOffset: (position: number) => number): TagPlace[] {
  return loraTags(text).map(({ name, weight, start, end }) => ({
    name,
    weight,
    start: toOffset(start),
    end: toOffset(end),
    nameStart: toOffset(start + NAME_AT),
    nameEnd: toOffset(start + NAME_AT + name.length),
  }));
}
