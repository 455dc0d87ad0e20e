import type { EditableValues } from '../fields';

/** A text that says something. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** An id of Civitai, also as text. Other tools write `""`, `"Model not found"` or -1 where they know none. */
export function asId(value: unknown): number | undefined {
  const id = typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** The texts of a list. */
export function asTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.flatMap((entry: unknown) => asText(entry)?.trim() ?? []);
  return texts.length > 0 ? texts : undefined;
}

/** Phrases of a prompt: a list, or one text with `;`, `||` or line ends between them. A comma is part of a phrase. */
export function asPhrases(value: unknown): string[] | undefined {
  const parts = asText(value)?.split(/;|\|\||[\r\n]+/);
  return asTexts(value) ?? asTexts(parts?.map((phrase) => phrase.trim().replace(/,$/, '')));
}

/** Tags: a list, or one text with commas between them. */
export function asTags(value: unknown): string[] | undefined {
  return asTexts(value) ?? asTexts(asText(value)?.split(/[,;\r\n]+/));
}

/** An object, or an empty one in its place. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A SHA-256, lower case. */
export function asSha256(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : undefined;
}

/** A finite number that is not 0: some tools write 0 for "not set". */
export function asWeight(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number !== 0 ? number : undefined;
}

/** The values that are there. */
export function presentValues(values: {
  [K in keyof EditableValues]: EditableValues[K] | undefined;
}): EditableValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
