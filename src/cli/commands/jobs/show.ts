import type { Command } from 'commander';
import { jobProgress } from '../../../core/training/jobs/jobProgress';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobDocument, jobLines } from './jobRows';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';

export function registerShow(jobs: Command, run: Run): void {
  jobs
    .command('show')
    .description('tell how a training goes, or how it went and why')
    .argument('<job>', 'its id, as the list has it')
    .addOption(jobsDirOption())
    .action((id: string, options: JobsOptions) =>
      run(options, async ({ services, output }) => {
        const trainings = trainingsOf(services, options).jobs;
        const job = await trainings.get(id);
        const folder = trainings.store.folder(id);
        const progress = await jobProgress(job, folder);
        output.result(jobDocument(job, folder.path, progress), jobLines(job, folder.path, progress));
        return EXIT.ok;
      }),
    );
}
