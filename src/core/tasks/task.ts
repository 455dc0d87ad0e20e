import * as v from 'valibot';
import type { ProcessIdentity } from '../processes/identity';

const TASK_STATES = ['pending', 'running', 'paused', 'completed', 'failed', 'canceled', 'skipped'] as const;

export type TaskState = (typeof TASK_STATES)[number];

/** What went wrong, as a `ProblemInfo` says it; the codes may be those of a newer version. */
export interface TaskError {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

/** The process that runs a task, and the machine that it runs on: several may share the folder. */
export interface TaskOwner extends ProcessIdentity {
  readonly host: string;
}

/** Something that waits for its turn, has it, or had it: a training, a download. */
export interface Task {
  readonly id: string;
  /** What it is called where tasks are shown. */
  readonly title: string;
  /** What it is: `training`, …; there may be kinds that only a newer version knows. */
  readonly kind: string;
  readonly state: TaskState;
  /** 0…1 */
  readonly progress: number;
  /** Why it failed. */
  readonly error?: TaskError | undefined;
  /** Times are in ISO 8601. */
  readonly createdAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** What it needs to be run; known to its kind alone. */
  readonly payload?: unknown;
  /** What came of it; known to its kind alone. */
  readonly result?: unknown;
  /** Who runs it, while it is running. */
  readonly owner?: TaskOwner | undefined;
  /** Which run of it this is; a new one each time that it is claimed. */
  readonly claim?: string | undefined;
  /** What the user wants of a running task: its owner does it, and says so by the state. */
  readonly asked?: 'pause' | 'cancel' | undefined;
  /** Its turn among those that wait, where a user has put them in order; see `inOrder`. */
  readonly place?: number | undefined;
  /** Grows with each change. */
  readonly revision: number;
}

const text = v.string();
const textOrNone = v.optional(v.string());

/** What a line of the file must have to be a task; whatever else it has is kept. */
const TASK = v.object({
  id: text,
  title: text,
  kind: text,
  state: v.picklist(TASK_STATES),
  progress: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  error: v.optional(v.object({ code: text, message: text, advice: text })),
  createdAt: text,
  startedAt: textOrNone,
  endedAt: textOrNone,
  payload: v.optional(v.unknown()),
  result: v.optional(v.unknown()),
  owner: v.optional(v.object({ pid: v.number(), startTime: text, host: text })),
  claim: textOrNone,
  asked: v.optional(v.picklist(['pause', 'cancel'])),
  place: v.optional(v.number()),
  revision: v.number(),
});

export function isTask(value: unknown): value is Task {
  return v.is(TASK, value);
}
