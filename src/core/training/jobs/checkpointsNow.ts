import { readRest } from '../../processes/followFile';
import type { LogEvent } from '../log/events';
import { createLines } from '../log/lines';
import { createOutputs } from '../verdict/outputs';
import { checkpointsOf, type Checkpoint } from './checkpoints';
import { isActive, type Job } from './job';
import type { JobFolder } from './jobFolder';

const KINDS = /"type":"(?:saving|removed|epoch|state|sampling|step)"/;

/** The checkpoints of a job, also those that the part of it that runs has written whole by now. The oldest first. */
export async function checkpointsNow(
  job: Pick<Job, 'state' | 'parts'>,
  { events }: Pick<JobFolder, 'events'>,
): Promise<Checkpoint[]> {
  const part = job.parts.at(-1);
  if (!part || !isActive(job) || part.outputs) return checkpointsOf(job);
  const outputs = createOutputs();
  const lines = createLines((line) => {
    const event = KINDS.test(line) ? parsed(line) : undefined;
    if (event?.type === 'saving') outputs.onSaving(event.path, 0);
    else if (event?.type === 'removed') outputs.onRemoved(event.path, 0);
    else if (event?.type === 'step') outputs.onStep(event.step, 0);
    else if (event) outputs.onEvidence(0);
  });
  await readRest(events, part.eventsFrom, lines.write);
  lines.end();
  return withOutputs(job, outputs.whole(false));
}

/** The checkpoints of a job whose last part has written these. */
export function withOutputs({ parts }: Pick<Job, 'parts'>, outputs: readonly string[]): Checkpoint[] {
  const part = parts.at(-1);
  return part ? checkpointsOf({ parts: [...parts.slice(0, -1), { ...part, outputs: [...outputs] }] }) : [];
}

function parsed(line: string): LogEvent | undefined {
  try {
    return JSON.parse(line) as LogEvent;
  } catch {
    return undefined;
  }
}
