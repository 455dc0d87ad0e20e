import * as v from 'valibot';
import type { Side } from './connection';

const text = v.string();
const optionalText = v.exactOptional(text);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const optionalCount = v.exactOptional(count);

/** A label and its value, as the page lists them. */
const labelledSchema = v.object({ label: text, value: text });

/** What the page can ask for that needs nothing but the job. */
export const RUN_COMMANDS = [
  'saveNow',
  'stopAndSave',
  'stop',
  'resume',
  'showTerminal',
  'openFolder',
  'openTrainingFile',
  'trainAgain',
  'compare',
  'showInModels',
  'testPrompts',
] as const;
export type RunCommandName = (typeof RUN_COMMANDS)[number];

/** A button of the page. */
const commandSchema = v.object({
  command: v.picklist(RUN_COMMANDS),
  /** Why it cannot be used now: it is shown, but disabled. */
  disabled: optionalText,
  /** The user is asked before it is done. */
  asks: v.exactOptional(v.boolean()),
});

const toneSchema = v.picklist(['good', 'waiting', 'neutral', 'bad']);

/** How far a training is. Steps are those of the whole job. */
const progressSchema = v.object({
  step: count,
  totalSteps: count,
  epoch: optionalCount,
  epochs: optionalCount,
  secondsPerStep: v.exactOptional(v.number()),
  secondsLeft: v.exactOptional(v.number()),
  /** Since the job began to train, with its pauses left out. */
  secondsTrained: v.exactOptional(v.number()),
  loss: v.exactOptional(v.number()),
});

/** Bytes of the GPU's memory, as `nvidia-smi` tells. */
const gpuSchema = v.object({ used: v.number(), total: v.number() });

const problemSchema = v.object({
  level: v.picklist(['error', 'warning']),
  /** The cause in plain words. */
  message: text,
  /** What to do about it. */
  fix: optionalText,
});
export type RunProblem = v.InferOutput<typeof problemSchema>;

const checkpointSchema = v.object({
  /** Names it to the host. */
  key: text,
  name: text,
  step: optionalCount,
  epoch: optionalCount,
  size: text,
  /** It was copied to the folder of LoRAs. */
  used: v.boolean(),
});
export type RunCheckpoint = v.InferOutput<typeof checkpointSchema>;

/** One picture of the trainer, in the grid of prompts and steps. */
const sampleSchema = v.object({
  /** Names it to the host. */
  key: text,
  /** The row: its place in `prompts`. */
  prompt: count,
  /** The column: steps of the whole job. */
  step: count,
  /** Address of its thumbnail for this webview; absent until it is made. */
  thumbnail: optionalText,
  /** Address of the picture itself. */
  picture: text,
});
export type RunSample = v.InferOutput<typeof sampleSchema>;

const promptSchema = v.object({
  text,
  seed: optionalText,
  /** It has no trigger word: what the LoRA does to other pictures. */
  leak: v.boolean(),
});
export type RunPrompt = v.InferOutput<typeof promptSchema>;

/** Where to start with the finished LoRA; each value is a starting point and can be copied. */
const hintSchema = v.object({ label: text, value: text, copy: text });

const runStateSchema = v.object({
  kind: v.literal('run'),
  id: text,
  name: text,
  /** How it stands, in words, and how good that is. */
  state: v.object({ text, tone: toneSchema }),
  isRunning: v.boolean(),
  progress: v.exactOptional(progressSchema),
  gpu: v.exactOptional(gpuSchema),
  /** Errors first. */
  problems: v.array(problemSchema),
  facts: v.array(labelledSchema),
  commands: v.array(commandSchema),
  /** Steps at which an epoch ended. */
  epochs: v.array(v.object({ epoch: count, step: count })),
  checkpoints: v.array(checkpointSchema),
  prompts: v.array(promptSchema),
  samples: v.array(sampleSchema),
  hints: v.array(hintSchema),
});
export type RunState = v.InferOutput<typeof runStateSchema>;

const stateSchema = v.variant('kind', [
  runStateSchema,
  /** There is no such job (any more). */
  v.object({ kind: v.literal('gone'), id: text }),
]);
/** All that the page shows, but for curve and log: always sent whole. */
export type RunPageState = v.InferOutput<typeof stateSchema>;

/** A long column: a schema for each of its numbers would take longer than to draw them. */
const numbers = v.custom<number[]>((value) => Array.isArray(value) && value.every(isNumber));
const numbersOrNull = v.custom<(number | null)[]>(
  (value) => Array.isArray(value) && value.every((each) => each === null || isNumber(each)),
);
const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Numbers of the curve in columns: row i of each is one step. */
export const runPointsSchema = v.object({
  /** How many points came before these: where it is not what the page has, it asks for all of them again. */
  from: count,
  /** Steps of the whole job, ascending. After a resume a step may come again: the later one counts. */
  steps: numbers,
  /** null where the loss is not finite. */
  losses: numbersOrNull,
  /** null where the trainer did not tell it. */
  rates: numbersOrNull,
  /** The losses are those of single steps; else the running mean that the trainer shows. */
  exact: v.boolean(),
});
export type RunPoints = v.InferOutput<typeof runPointsSchema>;

const logSchema = v.object({
  /** It replaces what the page has, else it goes behind it. */
  fresh: v.boolean(),
  /** Whole lines, without secrets. */
  lines: v.array(text),
  /** Lines before the first one that are left out of a long log. */
  leftOut: count,
});
export type RunLog = v.InferOutput<typeof logSchema>;

const nothing = v.undefined();

/** The requests of the page. */
export const runHostSide = {
  requests: {
    ready: { params: nothing, result: stateSchema },
    /** The points from that one on, as many as one answer holds; ask again until none come. */
    points: { params: v.object({ from: count }), result: runPointsSchema },
    /** The end of the log. After it, new lines come by themselves while the page is shown. */
    log: { params: nothing, result: logSchema },
    run: { params: v.object({ command: v.picklist(RUN_COMMANDS) }), result: nothing, timeOut: false },
    useCheckpoint: { params: v.object({ key: text }), result: nothing, timeOut: false },
    openSample: { params: v.object({ key: text }), result: nothing, timeOut: false },
    /** Copies what a hint says. */
    copy: { params: v.object({ text }), result: nothing },
  },
  notifications: {},
} as const satisfies Side;

/** What the host sends to the page while it is shown. */
export const runPageSide = {
  requests: {},
  notifications: { state: stateSchema, points: runPointsSchema, log: logSchema },
} as const satisfies Side;

/** What the page keeps over hiding and reloading. */
const persistedSchema = v.object({
  id: text,
  smoothing: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  logScale: v.exactOptional(v.boolean()),
  scroll: v.exactOptional(v.number()),
  /** Pixels. */
  sampleSize: v.exactOptional(v.number()),
  logFilter: optionalText,
  logProblems: v.exactOptional(v.boolean()),
});
export type RunPersisted = v.InferOutput<typeof persistedSchema>;

/** What `setState` kept, or undefined where it is not ours. Its id is only a wish: ask the jobs. */
export function parsePersisted(state: unknown): RunPersisted | undefined {
  const parsed = v.safeParse(persistedSchema, state);
  return parsed.success ? parsed.output : undefined;
}
