import { open } from 'node:fs/promises';
import * as v from 'valibot';
import type { Job } from './job';
import type { JobFolder } from './jobFolder';

/** How far a training is that runs. */
export interface JobProgress {
  /** Steps of the whole job. */
  readonly steps: number;
  readonly totalSteps: number;
  /** As the bar of the trainer shows it: a mean; undefined where it is not finite. */
  readonly loss?: number | undefined;
  readonly secondsLeft?: number | undefined;
}

/** Many more than the events of one step. */
const TAIL_BYTES = 64 * 1024;
const STEP = v.object({
  type: v.literal('step'),
  step: v.number(),
  total: v.number(),
  loss: v.optional(v.nullable(v.number())),
  secondsLeft: v.optional(v.number()),
});

/** The last step that the trainer of a job has told; undefined where none of this part was told, or it does not train. */
export async function jobProgress(
  { state, parts }: Pick<Job, 'state' | 'parts'>,
  { events }: Pick<JobFolder, 'events'>,
): Promise<JobProgress | undefined> {
  const part = parts.at(-1);
  if (state !== 'training' || !part) return undefined;
  for (const line of (await tailOf(events, part.eventsFrom)).split('\n').reverse()) {
    const read = v.safeParse(STEP, parsed(line));
    if (!read.success) continue;
    const { step, total, loss, secondsLeft } = read.output;
    return {
      steps: step + part.stepOffset,
      totalSteps: total + part.stepOffset,
      ...(loss !== undefined && loss !== null && { loss }),
      ...(secondsLeft !== undefined && { secondsLeft }),
    };
  }
  return undefined;
}

/** The end of a file behind a place in it; empty where it is not there. */
async function tailOf(path: string, from: number): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const start = Math.max(from, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.max(0, size - start)),
      0,
      undefined,
      start,
    );
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
