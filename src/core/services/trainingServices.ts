import { join } from 'node:path';
import { startDetached } from '../processes/startDetached';
import { TaskQueue } from '../tasks/taskQueue';
import { createCopy } from '../training/jobs/copy/copyToLibrary';
import { JobStore } from '../training/jobs/jobStore';
import { superviseTask } from '../training/jobs/supervise/superviseTask';
import { createPrepare } from '../training/jobs/prepare/prepareJob';
import { Jobs, TRAINING_TASKS } from '../training/jobs/jobs';
import type { Job } from '../training/jobs/job';
import type { Foundation } from './foundation';

/** The trainings of this user. */
export interface TrainingServices {
  readonly jobs: Jobs;
  /**
   * Looks after a job until it is over, and starts the next one then.
   * @param claim which run of the queue's task it is, from the process that started this one
   */
  supervise(id: string, claim?: string): Promise<void>;
}

/** @param jobsFolder absolute path of the folder with one folder a job; by default in the user data */
export function openTrainingServices(foundation: Foundation, jobsFolder?: string): TrainingServices {
  const { log, clock, workerFolder, dataFolder, texts } = foundation;
  const store = new JobStore(jobsFolder ?? join(dataFolder, 'jobs'));
  const tasks = new TaskQueue(join(dataFolder, 'tasks'), { clock, perMachine: [TRAINING_TASKS] });
  const copy = createCopy({ workerFolder, texts, store, clock, log });
  const startSupervisor = async ({ id }: Job, claim: string | undefined): Promise<void> => {
    const { path } = store.folder(id);
    await startDetached({
      command: [
        process.execPath,
        join(workerFolder, 'cli.js'),
        'jobs',
        'supervise',
        id,
        '--jobs-dir',
        store.path,
        ...(claim === undefined ? [] : ['--claim', claim]),
      ],
      cwd: path,
      // The extension host of a desktop is no plain Node otherwise.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', DIFFUSION_WORKBENCH_DATA: dataFolder },
      stdout: join(path, 'supervisor.log'),
    });
  };
  const jobs = new Jobs({ store, tasks, startSupervisor, copy, log, clock });
  return {
    jobs,
    supervise: async (id, claim) => {
      await superviseTask(id, claim, { store, tasks, log, clock, copy, prepare: createPrepare(foundation) });
      await jobs.startNext();
    },
  };
}
