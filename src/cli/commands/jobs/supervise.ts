import type { Command } from 'commander';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';

interface SuperviseCommandOptions extends JobsOptions {
  readonly claim?: string;
}

/** Not for users: the process that looks after a job while it runs, and starts the next one when it ends. */
export function registerSupervise(jobs: Command, run: Run): void {
  jobs
    .command('supervise', { hidden: true })
    .argument('<job>')
    .option('--claim <id>')
    .addOption(jobsDirOption())
    .action((id: string, options: SuperviseCommandOptions) =>
      run(options, async ({ services }) => {
        await trainingsOf(services, options).supervise(id, options.claim);
        return EXIT.ok;
      }),
    );
}
