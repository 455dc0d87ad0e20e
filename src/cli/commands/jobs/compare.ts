import type { Command } from 'commander';
import { compareRuns } from '../../../core/training/compare/compareRuns';
import { comparisonRows } from '../../../core/training/compare/comparisonText';
import { readRuns } from '../../../core/training/compare/readRuns';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';

export function registerCompare(jobs: Command, run: Run): void {
  jobs
    .command('compare')
    .description('tell in what settings trainings differ, and how each of them went')
    .argument('<job>', 'its id, as the list has it')
    .argument('<other...>', 'the ids of one or more others')
    .addOption(jobsDirOption())
    .action((first: string, others: string[], options: JobsOptions) =>
      run(options, async ({ services, output }) => {
        const { jobs: trainings } = trainingsOf(services, options);
        const comparison = compareRuns(await readRuns(trainings, [first, ...others]));
        output.result(
          comparison,
          comparisonRows(comparison).map((row) => row.join('\t')),
        );
        return EXIT.ok;
      }),
    );
}
