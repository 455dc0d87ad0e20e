/** An object of a JSON text, whose values are not trusted. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value, if it is an object and no list. */
export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The value, if it is a list. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** A text that is not blank; a number is one, too. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A text that names something: what Python writes for nothing is none. */
export function asName(value: unknown): string | undefined {
  const text = asText(value)?.trim();
  return text === undefined || /^(?:none|null|undefined|n\/a)$/i.test(text) ? undefined : text;
}

/** A finite number, also one that is written as a text. */
export function asNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** The digits of a seed. */
export function asSeed(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === 'string' && /^\s*-?\d{1,40}\s*$/.test(value) ? value.trim() : undefined;
}

/** `WxH` of a width and a height. */
export function asSize(width: unknown, height: unknown): string | undefined {
  const [w, h] = [asNumber(width), asNumber(height)];
  return w !== undefined && h !== undefined && w > 0 && h > 0 ? `${w}x${h}` : undefined;
}

/** `WxH` out of a text such as `(896, 1152)`, `896×1152` or `896x1152 (0.78)`. */
export function sizeIn(value: unknown): string | undefined {
  const found = typeof value === 'string' ? /(\d{2,5})\s*[x×*,]\s*(\d{2,5})/i.exec(value) : undefined;
  return found ? `${found[1]}x${found[2]}` : undefined;
}

/** The name of a model file: without its folder, in either system’s way of writing, and without its extension. */
export function fileName(value: unknown): string | undefined {
  const text = asName(value);
  const name = text?.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
  return asName(name?.replace(/\.(?:safetensors|ckpt|pt)$/i, ''));
}

/** The first of some keys that an object has with a value that can be read. */
export function firstOf<Value>(
  fields: Fields,
  keys: readonly string[],
  read: (value: unknown) => Value | undefined,
): Value | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(fields, key) ? read(fields[key]) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}
