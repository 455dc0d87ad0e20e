import type { Jobs } from '../../../core/training/jobs/jobs';
import { toTrash } from '../../platform/toTrash';

/** How long removed jobs can be brought back. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Lets jobs go that were removed long ago: to the system's trash, where there is one. */
export async function emptyOldJobs(jobs: Jobs, now: Date): Promise<void> {
  const isOld = ({ removedAt }: { readonly removedAt: Date }) =>
    now.getTime() - removedAt.getTime() > KEPT_MS;
  await jobs.store.removed.empty(isOld, toTrash);
}
