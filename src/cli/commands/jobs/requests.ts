import type { Command } from 'commander';
import type { JobRequest } from '../../../core/training/jobs/job';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobDocument } from './jobRows';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';

interface StopOptions extends JobsOptions {
  readonly now?: boolean;
}

export function registerRequests(jobs: Command, run: Run): void {
  jobs
    .command('save')
    .description('save a checkpoint and a state at the next step, and go on')
    .argument('<job>', 'its id, as the list has it')
    .addOption(jobsDirOption())
    .action((id: string, options: JobsOptions) =>
      request(run, options, id, 'save', 'Saves at the next step.'),
    );
  jobs
    .command('stop')
    .description('save and stop a training at the next step, so that it can be resumed')
    .argument('<job>', 'its id, as the list has it')
    .option('--now', 'end it at once, without saving')
    .addOption(jobsDirOption())
    .action((id: string, options: StopOptions) =>
      options.now
        ? request(run, options, id, 'end', 'Ended.')
        : request(run, options, id, 'stop', 'Saves and stops at the next step.'),
    );
}

function request(
  run: Run,
  options: JobsOptions,
  id: string,
  action: JobRequest,
  said: string,
): Promise<void> {
  return run(options, async ({ services, output }) => {
    const { jobs } = trainingsOf(services, options);
    const job = await jobs.request(id, action);
    output.result(jobDocument(job, jobs.store.folder(id).path), [said]);
    return EXIT.ok;
  });
}
