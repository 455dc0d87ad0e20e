import { Argument, type Command } from 'commander';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';

const WAYS = ['up', 'down', 'first', 'last'] as const;
type Way = (typeof WAYS)[number];

export function registerMove(jobs: Command, run: Run): void {
  jobs
    .command('move')
    .description('change the turn of a training that waits')
    .argument('<job>', 'its id, as the list has it')
    .addArgument(new Argument('<where>', 'where it goes among those that wait').choices(WAYS))
    .addOption(jobsDirOption())
    .action((id: string, way: Way, options: JobsOptions) =>
      run(options, async ({ services, output }) => {
        const { jobs: trainings } = trainingsOf(services, options);
        await trainings.get(id);
        await trainings.move([id], way);
        const queue = await trainings.queue();
        output.result({ queue }, queue);
        return EXIT.ok;
      }),
    );
}
