import * as v from 'valibot';
import type { Side } from './connection';
import { runPointsSchema } from './run';

const text = v.string();
const optionalText = v.exactOptional(text);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const sampleSchema = v.object({
  /** Names it to the host. */
  key: text,
  /** The prompt that it was drawn of. */
  prompt: text,
  step: count,
  thumbnail: optionalText,
  /** Address of the picture itself. */
  picture: text,
});
export type CompareSample = v.InferOutput<typeof sampleSchema>;

const runSchema = v.object({
  id: text,
  name: text,
  state: text,
  samples: v.array(sampleSchema),
});
export type CompareRun = v.InferOutput<typeof runSchema>;

const stateSchema = v.object({
  runs: v.array(runSchema),
  /** Rows of a table: the first has the names of the runs, then come settings that differ, then results. */
  rows: v.array(v.array(text)),
  /** Further rows: settings that are the same for all. */
  alike: v.array(v.array(text)),
  /** Jobs that are not there any more. */
  missing: v.array(text),
});
export type CompareState = v.InferOutput<typeof stateSchema>;

const pointsSchema = v.object({
  points: runPointsSchema,
  /** How often points were taken out, by a resume: where it has changed, all have to be asked for again. */
  cuts: count,
});

const nothing = v.undefined();

/** The requests of the page. */
export const compareHostSide = {
  requests: {
    ready: { params: nothing, result: stateSchema },
    /** The points of a run from that one on, as many as one answer holds; ask again until none come. */
    points: { params: v.object({ id: text, from: count }), result: pointsSchema },
    openRun: { params: v.object({ id: text }), result: nothing, timeOut: false },
    openSample: { params: v.object({ id: text, key: text }), result: nothing },
  },
  notifications: {},
} as const satisfies Side;

/** What the host sends to the page while it is shown. */
export const comparePageSide = {
  requests: {},
  notifications: { state: stateSchema },
} as const satisfies Side;

const persistedSchema = v.object({
  ids: v.pipe(v.array(text), v.minLength(2), v.maxLength(20)),
  /** Runs whose curves are hidden. */
  hidden: v.exactOptional(v.array(text)),
  smoothing: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  logScale: v.exactOptional(v.boolean()),
  /** Settings that are the same are shown, too. */
  all: v.exactOptional(v.boolean()),
  /** Up to which step samples are shown. */
  step: v.exactOptional(v.number()),
  scroll: v.exactOptional(v.number()),
});
export type ComparePersisted = v.InferOutput<typeof persistedSchema>;

/** What `setState` kept, or undefined where it is not ours. Its ids are only wishes: ask the jobs. */
export function parsePersisted(state: unknown): ComparePersisted | undefined {
  const parsed = v.safeParse(persistedSchema, state);
  return parsed.success ? parsed.output : undefined;
}
