import type { Command } from 'commander';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import { jobDocument, jobLine } from './jobRows';
import { jobsDirOption, takeOverOption, trainingsOf, type TakeOverOptions } from './options';

interface RemoveOptions extends TakeOverOptions {
  readonly forever?: boolean;
}

export function registerRemove(jobs: Command, run: Run): void {
  jobs
    .command('remove')
    .description('remove trainings with their folders; LoRAs that were copied to the folder of LoRAs stay')
    .argument('<job...>', 'their ids, as the list has them')
    .option('--forever', 'free their space at once: they cannot be brought back')
    .addOption(takeOverOption())
    .addOption(jobsDirOption())
    .action((ids: string[], options: RemoveOptions) =>
      run(options, async ({ services, output }) => {
        const { jobs: trainings } = trainingsOf(services, options);
        for (const id of ids) {
          if (options.takeOver) await trainings.takeOver(id);
          await trainings.remove(id);
          if (options.forever) await trainings.store.removed.empty(({ job }) => job.id === id);
        }
        const back = options.forever ? '' : '; "jobs restore" brings them back';
        output.result({ removed: ids }, [`${ids.length} removed${back}`]);
        return EXIT.ok;
      }),
    );
}

export function registerRestore(jobs: Command, run: Run): void {
  jobs
    .command('restore')
    .description('bring removed trainings back; without an id, list those that can be')
    .argument('[job...]', 'their ids')
    .addOption(jobsDirOption())
    .action((ids: string[], options: RemoveOptions) =>
      run(options, async ({ services, output }) => {
        const { jobs: trainings } = trainingsOf(services, options);
        for (const id of ids) await trainings.restore(id);
        const removed = await trainings.store.removed.list();
        if (ids.length > 0) output.result({ restored: ids }, [`${ids.length} restored`]);
        else
          output.result(
            removed.map(({ job, folder, removedAt }) => ({
              ...jobDocument(job, folder),
              removed_at: removedAt.toISOString(),
            })),
            removed.map(({ job }) => jobLine(job)),
          );
        return EXIT.ok;
      }),
    );
}
