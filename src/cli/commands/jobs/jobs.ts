import type { Command } from 'commander';
import type { Run } from '../../run';
import { registerAttach } from './attach';
import { registerCompare } from './compare';
import { registerList } from './list';
import { registerMove } from './move';
import { registerRemove, registerRestore } from './remove';
import { registerRequests } from './requests';
import { registerResume } from './resume';
import { registerShow } from './show';
import { registerSupervise } from './supervise';
import { registerUse } from './use';

/** The commands for trainings that wait, run or have run. */
export function registerJobs(program: Command, run: Run): void {
  const jobs = program
    .command('jobs')
    .description(
      'list trainings, look at them, save, stop and resume them, change their turns, use their checkpoints',
    );
  for (const register of [
    registerList,
    registerShow,
    registerAttach,
    registerRequests,
    registerResume,
    registerUse,
    registerMove,
    registerCompare,
    registerRemove,
    registerRestore,
    registerSupervise,
  ])
    register(jobs, run);
}
