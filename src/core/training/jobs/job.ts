import * as v from 'valibot';
import { FAMILIES } from '../options/families';

/**
 * How far a job is. `queued` waits for the GPU, `prepping` builds the dataset, `copying` brings the LoRA to its folder.
 */
export const JOB_STATES = ['queued', 'prepping', 'training', 'copying', 'done', 'error', 'stopped'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What the user asked a running job for. `save` goes on afterwards, `stop` saves first, `end` does not. */
export const JOB_REQUESTS = ['save', 'stop', 'end'] as const;
export type JobRequest = (typeof JOB_REQUESTS)[number];

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const process = v.object({ pid: v.number(), startTime: text, host: text });

/** One stretch of training: the first one, and one more for each time that the job was resumed. */
const PART = v.object({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  startedAt: text,
  endedAt: v.optional(text),
  /** Where its output begins in `train.log`. */
  logFrom: count,
  /** Where its events begin in `events.ndjson`. */
  eventsFrom: count,
  /** Where its output ends there, once it has ended. */
  logTo: v.optional(count),
  /** What the step of its bar lacks to the steps of the whole job; the same for the names of its checkpoints and states. */
  stepOffset: count,
  nameOffset: count,
  /** The program and its arguments. */
  command: v.array(text),
  cwd: text,
  /** Whether our runner works in it: it can save and stop with a saved state. */
  runner: v.boolean(),
  /** Why it cannot. */
  why: v.optional(text),
  /** The trainer's `output_name` and `mixed_precision`. */
  outputName: text,
  precision: text,
  /** The trainer, or its launcher. */
  trainer: v.optional(process),
  /** Ends the container that it runs in: ending its client may leave it running. */
  end: v.optional(v.array(text)),
  exitCode: v.optional(v.nullable(v.number())),
  /** Its steps, and how long they took with samples and saves. */
  speed: v.optional(v.object({ steps: count, seconds: v.number() })),
  /** How much more GPU memory was in use while it trained than before, at most. */
  gpuBytes: v.optional(v.number()),
  /** Checkpoints that it wrote whole, the newest last. */
  outputs: v.optional(v.array(text)),
});

const SETTINGS = v.object({
  python: text,
  scriptPath: text,
  workspace: v.optional(text),
  accelerateBin: v.optional(text),
  launchPrefix: v.array(text),
  docker: v.object({ image: text, kohyaRoot: text }),
  loraDir: v.optional(text),
  baseModels: v.record(text, text),
  tagger: v.optional(v.array(text)),
  minimumPictures: count,
});

/** `job.json` of a job's folder: all that is known of it, but for its log. */
export const JOB_SCHEMA = v.object({
  version: v.literal(1),
  /** The name of its folder. */
  id: text,
  name: text,
  family: v.picklist(FAMILIES),
  state: v.picklist(JOB_STATES),
  /** The training file, as it was when the job was made; its relative paths start in that folder. */
  source: v.object({ file: text, folder: text }),
  settings: SETTINGS,
  createdAt: text,
  startedAt: v.optional(text),
  endedAt: v.optional(text),
  /** Who looks after it while it runs. */
  supervisor: v.optional(process),
  /** Which run of the queue's task it is. */
  claim: v.optional(text),
  /** How many requests there have been: each has the next number. */
  requests: v.optional(count),
  request: v.optional(v.object({ id: count, action: v.picklist(JOB_REQUESTS) })),
  /** What was built: how many pictures, the digest of the dataset, the steps asked for. */
  dataset: v.optional(v.object({ pictures: count, digest: text })),
  /** The trainer's own numbers, once it has told them. */
  plan: v.optional(v.object({ totalSteps: count, batchesPerEpoch: count })),
  parts: v.array(PART),
  /** What the user has to know of how it ended. */
  verdict: v.optional(
    v.object({
      state: v.picklist(['done', 'error', 'stopped']),
      cause: v.optional(text),
      causeId: v.optional(text),
      steps: v.optional(count),
      lastLoss: v.optional(v.nullable(v.number())),
    }),
  ),
  /** The LoRA in the job's folder, once the training is done. */
  lora: v.optional(text),
  /** The state folder that it can go on from, and how many steps were trained by then. */
  resumable: v.optional(v.object({ folder: v.optional(text), step: count })),
  /** The LoRA where it was copied to. */
  artifact: v.optional(text),
  /** A window has told the user how it ended. */
  told: v.optional(v.boolean()),
  /** The checkpoint that was copied, where it is not `lora`. */
  artifactFrom: v.optional(text),
});

/** A training that waits, runs, or has run. */
export type Job = v.InferOutput<typeof JOB_SCHEMA>;
export type JobPart = Job['parts'][number];
export type JobProcess = NonNullable<Job['supervisor']>;

const ACTIVE: ReadonlySet<JobState> = new Set(['prepping', 'training', 'copying']);

/** Whether something should be at work on the job. */
export const isActive = ({ state }: Pick<Job, 'state'>): boolean => ACTIVE.has(state);

/** Whether the job is over, unless it is resumed. */
export const isOver = ({ state }: Pick<Job, 'state'>): boolean => !ACTIVE.has(state) && state !== 'queued';
