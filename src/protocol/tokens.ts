import * as v from 'valibot';
import type { Side } from './connection';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(text);
const counts = v.array(count);

/** The groups of filter words. The extension checks that they are those of the filter files. */
export const TOKEN_GROUPS = ['sex', 'clothes', 'etc'] as const;
export type TokenGroup = (typeof TOKEN_GROUPS)[number];
const groupSchema = v.picklist(TOKEN_GROUPS);

/** What was collected: the folder that the list is for, and where in it tokens were collected. Absolute paths. */
const originSchema = v.object({ base: text, paths: texts });
export type TokensOrigin = v.InferOutput<typeof originSchema>;

/** The tokens that each group of filter words removes already: their numbers, ascending. */
const marksSchema = v.object({ sex: counts, clothes: counts, etc: counts });
export type TokenMarks = v.InferOutput<typeof marksSchema>;

const listSchema = v.object({
  kind: v.literal('list'),
  /** Of the list. Each request about tokens has it, so that their numbers are never read as those of a later list. */
  revision: count,
  origin: originSchema,
  /** What the user calls the folder. */
  folder: text,
  /** How many there are; `chunk` sends them. */
  tokens: count,
  files: count,
  /** How many files were skipped, by the reason in words; the most first. */
  skipped: v.array(v.object({ why: text, count })),
  marks: marksSchema,
});
export type TokensList = v.InferOutput<typeof listSchema>;

const stateSchema = v.variant('kind', [
  listSchema,
  /** The window was reloaded: only the page remembers what was shown. */
  v.object({
    kind: v.literal('gone'),
    origin: originSchema,
    folder: text,
    /** The folder is open, so that it can be collected again. */
    open: v.boolean(),
  }),
]);
/** All that the page shows, apart from the tokens themselves. */
export type TokensState = v.InferOutput<typeof stateSchema>;

/** A run of tokens, one array a column. Where there is no such list any more, it is empty. */
const chunkSchema = v.object({ tokens: texts, counts, files: counts });
export type TokensChunk = v.InferOutput<typeof chunkSchema>;

/** Which files are listed: those with a token, or the skipped ones. */
const filesOfSchema = v.variant('kind', [
  v.object({ kind: v.literal('token'), token: count }),
  v.object({ kind: v.literal('skipped') }),
]);
export type FilesOf = v.InferOutput<typeof filesOfSchema>;

const fileRowSchema = v.object({
  /** Relative to the folder. */
  path: text,
  /** Why it was skipped. */
  why: v.exactOptional(text),
});
export type FileRow = v.InferOutput<typeof fileRowSchema>;

const nothing = v.undefined();
const selected = v.pipe(counts, v.minLength(1));

/** The requests of the page. A token is given by its number: its place in the order in which they were first seen. */
export const tokensHostSide = {
  requests: {
    ready: { params: nothing, result: stateSchema },
    chunk: { params: v.object({ revision: count, from: count }), result: chunkSchema },
    /** Some of the files, in the order of their paths. */
    files: {
      params: v.object({ revision: count, of: filesOfSchema, from: count }),
      result: v.object({ total: count, rows: v.array(fileRowSchema) }),
    },
    /** Opens the file at that place of the list of files, with the token selected. */
    openFile: {
      params: v.object({ revision: count, of: filesOfSchema, at: count }),
      result: nothing,
      timeOut: false,
    },
    /** Opens the list that was written. */
    openList: { params: v.object({ revision: count }), result: nothing, timeOut: false },
    copy: { params: v.object({ revision: count, tokens: selected }), result: nothing },
    /** Writes the tokens to a group of filter words; how many were not there before, and where they are now. */
    addToFilter: {
      params: v.object({ revision: count, group: groupSchema, tokens: selected }),
      result: v.object({ added: count, file: text, marks: marksSchema }),
      timeOut: false,
    },
    /** Collects the same again. `false`: nothing came of it, which the user was told. */
    collectAgain: { params: nothing, result: v.boolean(), timeOut: false },
  },
  notifications: {},
} as const satisfies Side;

/** What the host sends to the page. */
export const tokensPageSide = {
  requests: {},
  notifications: {
    /** There is another state: ask for it. A page that is hidden asks when it is shown. */
    changed: v.object({}),
    /** Filter words changed. */
    marks: v.object({ revision: count, marks: marksSchema }),
  },
} as const satisfies Side;

const sortSchema = v.object({ column: v.picklist(['token', 'count', 'files']), descending: v.boolean() });
/** By what the rows are sorted. */
export type TokenSort = v.InferOutput<typeof sortSchema>;
export type TokenColumn = TokenSort['column'];

/** What is selected in a list: runs of numbers, first and last, and the token that has the focus. */
const selectionSchema = v.object({
  /** The list's: in another one the numbers mean others. */
  revision: count,
  active: v.exactOptional(count),
  runs: v.array(v.tuple([count, count])),
});
export type KeptSelection = v.InferOutput<typeof selectionSchema>;

/** What the page keeps over hiding and reloading: what to ask for, and how it was shown. */
const persistedSchema = v.object({
  origin: originSchema,
  filter: text,
  sort: v.exactOptional(sortSchema),
  scroll: v.number(),
  selection: v.exactOptional(selectionSchema),
});
export type TokensPersisted = v.InferOutput<typeof persistedSchema>;

/** What `setState` kept, or undefined where it is not ours. */
export function parsePersisted(state: unknown): TokensPersisted | undefined {
  const parsed = v.safeParse(persistedSchema, state);
  return parsed.success ? parsed.output : undefined;
}
