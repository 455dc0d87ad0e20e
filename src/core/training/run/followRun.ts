import { stat } from 'node:fs/promises';
import { watchFile } from '../../files/watchFile';
import { followFile, readRest } from '../../processes/followFile';
import type { LogEvent } from '../log/events';
import type { Job } from '../jobs/job';
import type { JobStore } from '../jobs/jobStore';
import { LogTail } from './logTail';
import { RunEvents } from './runEvents';

/** A job as its folder tells it, kept up to date while it is looked at. */
export interface FollowedRun {
  readonly events: RunEvents;
  readonly log: LogTail;
  /** As it was read last. */
  job(): Job;
}

export interface FollowRunOptions {
  /** Something is new. Called often: what comes of it has to wait for more. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Follows the files of a job until it is cancelled: its state, events and log, from their beginning. Only reads; any
 * number of windows may do so.
 * @returns once all that is there was read
 * @throws Problem `missing` or `unreadable` where there is no such job
 */
export async function followRun(
  store: JobStore,
  id: string,
  options: FollowRunOptions,
): Promise<FollowedRun> {
  const { onChange, onError, signal } = options;
  const folder = store.folder(id);
  const events = new RunEvents();
  const log = new LogTail();
  let job = await store.read(id);
  /** The bytes of the events whose parts `job` has for sure. */
  let known = (await stat(folder.events).catch(() => undefined))?.size ?? 0;
  job = await store.read(id);

  const readJob = async (): Promise<void> => {
    const size = (await stat(folder.events).catch(() => undefined))?.size ?? 0;
    job = await store.read(id);
    known = size;
  };
  const lines = new EventLines({
    onLine: (line, at) => {
      const part = job.parts.findLast(({ eventsFrom }) => eventsFrom <= at);
      const event = part && parsed(line);
      if (event) events.add(event, part);
    },
    // Who took over a part notes its events again: all come again, from the first on.
    onAnew: () => events.clear(),
  });
  const onEvents = async (bytes: Uint8Array, at: number): Promise<void> => {
    // A part is noted before its first event is.
    if (at + bytes.length > known) await readJob();
    lines.write(bytes, at);
  };
  const onLog = (bytes: Uint8Array): void => log.write(bytes);

  const [eventsTo, logTo] = [
    await readRest(folder.events, 0, onEvents),
    await readRest(folder.log, 0, onLog),
  ];
  const told =
    <Args extends unknown[]>(work: (...args: Args) => Promise<void> | void) =>
    async (...args: Args): Promise<void> => {
      await work(...args);
      onChange();
    };
  if (!signal.aborted) {
    void followFile(folder.events, eventsTo, told(onEvents), signal).catch(onError);
    void followFile(folder.log, logTo, told(onLog), signal).catch(onError);
    const stop = watchFile(folder.job, () => void readJob().then(onChange, onError));
    signal.addEventListener('abort', stop, { once: true });
  }
  return { events, log, job: () => job };
}

/** Cuts bytes into lines, with the place in the file where each begins. */
class EventLines {
  private open = Buffer.alloc(0);
  private openAt = 0;

  constructor(
    private readonly told: {
      readonly onLine: (line: string, at: number) => void;
      readonly onAnew: () => void;
    },
  ) {}

  /** @param at where the bytes begin in the file; not where the last ones ended: it was emptied or replaced */
  write(bytes: Uint8Array, at: number): void {
    if (at !== this.openAt + this.open.length) {
      this.open = Buffer.alloc(0);
      this.told.onAnew();
    }
    const start = at - this.open.length;
    const all = this.open.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.open, bytes]);
    let from = 0;
    for (let to = all.indexOf(10); to >= 0; to = all.indexOf(10, from)) {
      this.told.onLine(all.toString('utf8', from, to), start + from);
      from = to + 1;
    }
    this.open = Buffer.from(all.subarray(from));
    this.openAt = start + from;
  }
}

/** The event of a line; undefined where it is none, such as one that was cut off. */
function parsed(line: string): LogEvent | undefined {
  try {
    const event = JSON.parse(line) as LogEvent | null;
    return typeof event?.type === 'string' ? withNan(event) : undefined;
  } catch {
    return undefined;
  }
}

/** JSON has no word for a loss that is not finite. */
function withNan(event: LogEvent): LogEvent {
  return (event.type === 'step' || event.type === 'runner') && (event.loss as number | null) === null
    ? { ...event, loss: NaN }
    : event;
}
