import * as l10n from '@vscode/l10n';
import { isOver, type Job } from '../job';
import type { JobStore } from '../jobStore';
import { resumeStateOf } from '../resumable';
import type { JobVerdict } from './conclude';

/** Ends a job: nothing looks after it any more. What it can go on from is found out now, while it is known. */
export async function endJob(
  { store, clock }: { readonly store: JobStore; readonly clock: () => Date },
  id: string,
  verdict: JobVerdict,
): Promise<Job> {
  const resumable =
    verdict.state === 'done' ? undefined : resumeStateOf(store.folder(id), await store.read(id));
  return store.update(id, (job) =>
    isOver(job)
      ? undefined
      : {
          ...job,
          state: verdict.state,
          endedAt: clock().toISOString(),
          verdict,
          resumable,
          supervisor: undefined,
          request: undefined,
        },
  );
}

/** What is known of a job whose processes have died without a word. */
export const gone = (): JobVerdict => ({
  state: 'error',
  cause: l10n.t('What looked after the training is gone: it was killed, or the machine was restarted.'),
  causeId: 'gone',
});
