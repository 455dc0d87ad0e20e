import type { Command } from 'commander';
import type { Run } from '../../run';
import { jobDocument, jobLine } from './jobRows';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';
import { EXIT } from '../../output';

export function registerList(jobs: Command, run: Run): void {
  jobs
    .command('list')
    .description('list all trainings, the newest last')
    .addOption(jobsDirOption())
    .action((options: JobsOptions) =>
      run(options, async ({ services, output }) => {
        const trainings = trainingsOf(services, options).jobs;
        const all = await trainings.list();
        const folderOf = (id: string) => trainings.store.folder(id).path;
        output.result(
          all.map((job) => jobDocument(job, folderOf(job.id))),
          all.map(jobLine),
        );
        return EXIT.ok;
      }),
    );
}
