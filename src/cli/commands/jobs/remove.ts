import type { Command } from 'commander';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';

export function registerRemove(jobs: Command, run: Run): void {
  jobs
    .command('remove')
    .description('remove trainings with their folders; LoRAs that were copied to the folder of LoRAs stay')
    .argument('<job...>', 'their ids, as the list has them')
    .addOption(jobsDirOption())
    .action((ids: string[], options: JobsOptions) =>
      run(options, async ({ services, output }) => {
        const { jobs: trainings } = trainingsOf(services, options);
        for (const id of ids) await trainings.remove(id);
        output.result({ removed: ids }, [`${ids.length} removed`]);
        return EXIT.ok;
      }),
    );
}
