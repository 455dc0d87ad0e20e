import type { PictureText, TextOrigin } from '../../media/text/pictureTexts';
import { asFields, type Fields } from './fields';
import { parseLooseJson } from './looseJson';

/** A JSON object that stands in a picture. */
export interface FoundObject {
  readonly fields: Fields;
  readonly text: PictureText;
}

/** Objects that hold what other writers put into chunks of their own. */
const NESTED = ['Title', 'Description', 'Software', 'Source', 'Comment', 'parameters', 'prompt', 'workflow', 'generation_data', 'invokeai_metadata', 'sd-metadata'] as const; // prettier-ignore
const ORIGINS: Readonly<Record<TextOrigin, string>> = {
  png: 'PNG text',
  exif: 'Exif',
  xmp: 'XMP',
  comment: 'comment',
  stealth: 'hidden in the pixels',
};

/** The texts of a picture, as readers ask for them. */
export class FoundTexts {
  /** In the order of the file, those that stand within others behind all. */
  readonly all: readonly PictureText[];
  /** All texts that are JSON objects. */
  readonly objects: readonly FoundObject[];

  constructor(texts: readonly PictureText[]) {
    const outer = texts.flatMap(toObject);
    // A key that has a chunk of its own is not taken out of another text.
    const inner = outer
      .flatMap((object) => nestedTexts(object))
      .filter(({ key }) => !texts.some((t) => t.key === key));
    this.all = [...texts, ...inner];
    this.objects = [...outer, ...inner.flatMap(toObject)];
  }

  /** The last text of a key: of two chunks with one keyword the later one counts. */
  find(key: string): PictureText | undefined {
    return this.all.findLast((text) => text.key === key);
  }

  get(key: string): string | undefined {
    return this.find(key)?.text;
  }

  /** The JSON object that is the last text of a key. */
  object(key: string): FoundObject | undefined {
    const text = this.find(key);
    return this.objects.find((object) => object.text === text);
  }
}

function toObject(text: PictureText): FoundObject[] {
  const fields = /^\s*[{"]/.test(text.text) ? asFields(parseLooseJson(text.text)) : undefined;
  return fields ? [{ fields, text }] : [];
}

function nestedTexts({ fields, text }: FoundObject): PictureText[] {
  if (text.origin === 'png' || isGraphLike(fields)) return [];
  return NESTED.flatMap((key) => {
    const value = fields[key];
    if (typeof value === 'string') return [{ origin: text.origin, key, text: value }];
    return asFields(value) ? [{ origin: text.origin, key, text: JSON.stringify(value) }] : [];
  });
}

const isGraphLike = (fields: Fields): boolean =>
  Object.values(fields).some((value) => typeof asFields(value)?.class_type === 'string');

/** Where a text stands, in words. */
export function placeOf({ origin, key }: PictureText): string {
  const place = ORIGINS[origin];
  return origin === 'comment' || origin === 'stealth' ? place : `${place} ${key}`;
}
