import * as l10n from '@vscode/l10n';
import { hostname } from 'node:os';
import { writeFileAtomic } from '../../files/atomicWrite';
import { Problem } from '../../problem/problem';
import { endTree } from '../../processes/endTree';
import { runProgram } from '../../processes/run';
import { controlText } from '../launch/runnerFile';
import { isActive, JOB_REQUESTS, type Job, type JobRequest } from './job';
import type { JobStore } from './jobStore';

/** How long a trainer may take to end on its own. */
const GRACE_MS = 10_000;

/**
 * Asks a running job for something: its runner sees it at the next step. A job that has no runner can only be ended.
 * @throws Problem `changed_meanwhile` where the job is not at a place where that makes sense, `bad_input` with the reason
 * where its trainer cannot do it
 */
export async function requestOfJob(store: JobStore, id: string, action: JobRequest): Promise<Job> {
  const job = await store.update(id, (current) => {
    if (!isActive(current)) throw isNotRunning(current);
    const part = current.state === 'training' ? current.parts.at(-1) : undefined;
    if (action === 'save' && !part) throw isNotTraining(current);
    if (action !== 'end' && part && !part.runner) throw cannotSave(part.why);
    // The runner may not have seen the stronger one yet, whose place this one would take.
    if (current.request && rank(current.request.action) > rank(action)) return undefined;
    const requests = (current.requests ?? 0) + 1;
    return { ...current, requests, request: { id: requests, action } };
  });
  const { request } = job;
  if (request && request.action !== 'end' && job.state === 'training')
    await writeFileAtomic(store.folder(id).control, controlText(request.id, request.action));
  if (action === 'end') await endTrainer(job);
  return job;
}

/** Ends the trainer of a job and all that it started. What looks after the job sees it, and says how the job ended. */
async function endTrainer(job: Job): Promise<void> {
  const part = job.parts.at(-1);
  if (job.state !== 'training' || part?.endedAt !== undefined || !part?.trainer) return;
  if (part.trainer.host !== hostname()) throw isElsewhere(part.trainer.host);
  const [program, ...args] = part.end ?? [];
  if (program !== undefined) await runProgram(program, args).catch(() => '');
  await endTree(part.trainer, { graceMs: GRACE_MS });
}

const rank = (action: JobRequest) => JOB_REQUESTS.indexOf(action);

const lookAgain = () => l10n.t('Look at the list of jobs again.');

const isNotRunning = ({ name }: Job) =>
  new Problem('changed_meanwhile', l10n.t('The training of {0} is not running.', name), lookAgain());

const isNotTraining = ({ name }: Job) =>
  new Problem(
    'changed_meanwhile',
    l10n.t('The training of {0} has not begun, or is over: there is nothing to save.', name),
    lookAgain(),
  );

const cannotSave = (why: string | undefined) =>
  new Problem(
    'bad_input',
    l10n.t('This training cannot save on request: {0}', why ?? l10n.t('it runs without the runner.')),
    l10n.t('Wait for its next checkpoint, or stop it: what was saved with its state can be resumed.'),
  );

const isElsewhere = (host: string) =>
  new Problem('bad_input', l10n.t('The trainer runs on {0}.', host), l10n.t('Stop it there.'));
