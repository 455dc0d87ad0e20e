import * as v from 'valibot';

/*
 * What Civitai answers. Its shapes change without notice, so every field is optional: a value of a wrong
 * type (or null) counts as absent, null entries of arrays are dropped, and keys that are not named here are
 * kept in the value as they came.
 */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is absent where its value is not what it should be. */
export function field<T>(schema: v.GenericSchema<unknown, T>) {
  return v.optional(v.fallback(v.optional(schema), undefined));
}

/** An object of which unknown keys are kept and fields without a usable value are left out. */
export function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  // The unknown keys stay in the value, but its type offers only the known ones.
  type Known = v.InferOutput<v.ObjectSchema<Entries, undefined>>;
  return v.pipe(
    v.unknown(),
    v.check(isRecord),
    v.looseObject(entries),
    v.transform(
      (value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Known,
    ),
  );
}

/** An array without the entries that are not what they should be. */
export function list<T>(item: v.GenericSchema<unknown, T>) {
  return v.pipe(
    v.unknown(),
    v.array(v.unknown()),
    v.transform((items) =>
      items.flatMap((one): T[] => {
        const parsed = v.safeParse(item, one);
        return parsed.success ? [parsed.output] : [];
      }),
    ),
  );
}

export const text = field(v.string());
export const flag = field(v.boolean());
export const number = field(v.pipe(v.number(), v.finite()));
/** Civitai's ids are positive PostgreSQL integers. */
export const id = field(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1)));
export const texts = field(list(v.string()));

/** A reader of answers of a shape: undefined where an answer has not even its outline. */
export function parserOf<T>(schema: v.GenericSchema<unknown, T>): (answer: unknown) => T | undefined {
  return (answer) => {
    const parsed = v.safeParse(schema, answer);
    return parsed.success ? parsed.output : undefined;
  };
}

/** How a page says where the next one begins. */
export const pageMetadata = field(
  record({ nextCursor: field(v.union([v.string(), v.number()])), nextPage: text }),
);

/**
 * The cursor of the next page, where there is one. The address of the next page is never followed: it may be one of
 * another host, and has the token of the request in it.
 */
export function nextCursor(metadata: v.InferOutput<typeof pageMetadata>): { nextCursor?: string } {
  const { nextCursor: cursor, nextPage } = metadata ?? {};
  if (cursor !== undefined && cursor !== '') return { nextCursor: String(cursor) };
  const page = nextPage !== undefined && URL.canParse(nextPage) ? new URL(nextPage) : undefined;
  const named = page?.searchParams.get('cursor');
  return named ? { nextCursor: named } : {};
}
