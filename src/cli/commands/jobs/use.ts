import type { Command } from 'commander';
import { resolve } from 'node:path';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobDocument, jobLine } from './jobRows';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';

export function registerUse(jobs: Command, run: Run): void {
  jobs
    .command('use')
    .description('copy a checkpoint of a training to the folder of LoRAs')
    .argument('<job>', 'its id, as the list has it')
    .argument('<checkpoint>', 'the step of a checkpoint, or its file, as "jobs show" tells them')
    .addOption(jobsDirOption())
    .action((id: string, checkpoint: string, options: JobsOptions) =>
      run(options, async ({ services, output }) => {
        const { jobs: trainings } = trainingsOf(services, options);
        const job = await trainings.useCheckpoint(
          id,
          ({ step, path }) => String(step) === checkpoint || path === resolve(checkpoint),
        );
        output.result(jobDocument(job, trainings.store.folder(id).path), [jobLine(job), job.artifact ?? '']);
        return EXIT.ok;
      }),
    );
}
