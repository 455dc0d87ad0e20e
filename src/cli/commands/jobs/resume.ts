import type { Command } from 'commander';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobDocument, jobLine } from './jobRows';
import { jobsDirOption, takeOverOption, trainingsOf, type TakeOverOptions } from './options';

export function registerResume(jobs: Command, run: Run): void {
  jobs
    .command('resume')
    .description('go on with a training that was stopped or failed, from its last saved state')
    .argument('<job>', 'its id, as the list has it')
    .addOption(takeOverOption())
    .addOption(jobsDirOption())
    .action((id: string, options: TakeOverOptions) =>
      run(options, async ({ services, output }) => {
        const { jobs: trainings } = trainingsOf(services, options);
        if (options.takeOver) await trainings.takeOver(id);
        const job = await trainings.resume(id);
        output.result(jobDocument(job, trainings.store.folder(id).path), [jobLine(job)]);
        return EXIT.ok;
      }),
    );
}
