import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import type { CreatorRun, CreatorRunOptions } from '../creators/downloadCreator';
import type { CreatorItem, CreatorPlan } from '../creators/types';
import type { Work, WorkDone } from './downloadRunner';
import { creatorPayload, type CreatorPayload } from './payloads';
import type { CreatorResult, ItemFailure } from './results';
import { unknownTask } from './work';

/** So many failures are kept with a task; the log has them all. */
const MOST_FAILURES = 200;

/** Downloads all of a creator that is not there yet. What fails is in the log, too. */
export function creatorWork(deps: {
  /** Waits while another window or command downloads the same. */
  readonly whenFree: (
    payload: CreatorPayload,
    how: { readonly signal: AbortSignal; readonly onWait: (why: Problem) => void },
  ) => Promise<void>;
  readonly plan: (payload: CreatorPayload, signal: AbortSignal) => Promise<CreatorPlan>;
  readonly download: (
    plan: CreatorPlan,
    payload: CreatorPayload,
    how: Pick<CreatorRunOptions, 'onItem' | 'onWait' | 'signal'>,
  ) => Promise<CreatorRun>;
}): Work {
  return async (task, { signal, tell }): Promise<WorkDone> => {
    const payload = creatorPayload(task.payload);
    if (!payload) throw unknownTask(task);
    // Before it is planned: what the other one brings need not come again.
    await deps.whenFree(payload, { signal, onWait: ({ message }) => tell(0, { waitsFor: message }) });
    tell(0, { waitsFor: l10n.t('the lists of Civitai') });
    const plan = await deps.plan(payload, signal);
    const total = countOf(plan);
    const counts = { completed: 0, skipped: 0, failed: 0 };
    const failures: ItemFailure[] = [];
    const share = () => (total === 0 ? 1 : Math.min(1, (counts.completed + counts.skipped + counts.failed) / total)); // prettier-ignore
    const run = await deps.download(plan, payload, {
      signal,
      onItem: (item) => {
        counts[COUNTED[item.state]]++;
        if (item.problem && failures.length < MOST_FAILURES) failures.push(failureOf(item, item.problem));
        tell(share(), { counts: { ...counts } });
      },
      onWait: ({ message }) => tell(share(), { counts: { ...counts }, waitsFor: message }),
    });
    signal.throwIfAborted();
    const [incomplete] = plan.problems;
    const problem = run.problem ?? incomplete;
    // Nothing is wrong with what is left: it comes later.
    if (problem?.code === 'offline' || problem?.code === 'quota_reached') throw problem;
    const result: CreatorResult = {
      folder: plan.folder,
      downloaded: run.downloaded,
      adopted: run.adopted,
      failures,
    };
    const failed = problem ?? (run.failed > 0 ? someFailed(run.failed, total, failures) : undefined);
    return { result, ...(failed && { problem: failed }) };
  };
}

const COUNTED = { downloaded: 'completed', adopted: 'skipped', failed: 'failed' } as const;

/** How many files and pictures there are to do. */
const countOf = ({ versions }: CreatorPlan): number =>
  versions.reduce(
    (count, { state, images }) =>
      count + images.length + (state === 'missing' || state === 'adopted' ? 1 : 0),
    0,
  );

const failureOf = ({ type, id }: CreatorItem, { message, advice }: Problem): ItemFailure => ({
  type: type === 'image' ? 'image' : 'model',
  id,
  message,
  advice,
});

const someFailed = (failed: number, total: number, [first]: readonly ItemFailure[]) =>
  new Problem(
    'not_found',
    l10n.t('{0} of {1} files failed: {2}', failed, total, first?.message ?? ''),
    l10n.t('Retry fetches only those that are missing. Show Failed lists all of them.'),
  );
