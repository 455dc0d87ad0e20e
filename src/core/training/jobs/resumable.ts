import { usableStates } from '../launch/states';
import type { Job } from './job';
import type { JobFolder } from './jobFolder';

/** What a job can go on from: its furthest state that is whole, else its beginning. */
export function resumeStateOf(
  folder: JobFolder,
  { parts }: Pick<Job, 'parts'>,
): NonNullable<Job['resumable']> {
  for (const part of [...parts].reverse()) {
    const furthest = usableStates(folder.output(part.number)).at(-1);
    if (furthest) return { folder: furthest.folder, step: part.nameOffset + furthest.step };
  }
  return { step: 0 };
}
