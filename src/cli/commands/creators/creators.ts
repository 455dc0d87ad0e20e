import { Option, type Command } from 'commander';
import type { NsfwLevel } from '../../../core/civitai/nsfwLevel';
import { baseUrlOption } from '../../arguments';
import type { Run } from '../../run';
import type { CommonOptions } from '../../session';
import { count, nsfwOption } from '../images/imageOptions';
import { filtersOption } from '../prompts/rewrite';
import { runCreators } from './runCreators';
import { LIST_FILE } from '../../../core/downloads/creators/creatorAddress';
import { readSources } from './sources';

interface Options extends CommonOptions {
  readonly out: string;
  readonly logs: string;
  readonly types?: readonly string[];
  readonly limit: number;
  readonly nsfw: readonly NsfwLevel[] | 'all';
  readonly filters?: string;
  readonly deleted: boolean;
  readonly minFree: number;
  readonly dryRun?: boolean;
}

/** The folder of logs, as the program that they are from has it (S3-26). */
export const logsOption = (): Option =>
  new Option('--logs <folder>', 'the folder of the download logs').default('download_logs');

export const minFreeOption = (): Option =>
  new Option('--min-free <MB>', 'megabytes that are to stay free').argParser(count).default(500);

/** The command for all that creators have. */
export function registerCreators(program: Command, run: Run): void {
  program
    .command('creators')
    .description('download all models of creators, with their example images and prompt files')
    .argument(
      '[url-or-file...]',
      `users, their addresses, or lists of addresses, one a line; - for a list from standard input; by default ${LIST_FILE}`,
    )
    .option('--out <folder>', 'where the folders of the creators are', 'creators')
    .addOption(logsOption())
    .addOption(
      new Option('--types <types>', 'models of these types: LORA, LoCon, DoRA, Checkpoint, …').argParser(
        words,
      ),
    )
    .option('--limit <number>', 'how many pictures a version at most; 0 for all', count, 0)
    .addOption(nsfwOption())
    .addOption(filtersOption())
    .option('--no-deleted', 'leave away what was downloaded before and is gone from the disk')
    .addOption(minFreeOption())
    .option('--dry-run', 'only say what there is to download')
    .addOption(baseUrlOption())
    .action((given: string[], options: Options) =>
      run(options, async (session) => {
        const { out, logs, types, limit, nsfw, filters, deleted, minFree, dryRun = false } = options;
        return runCreators(session, await readSources(given), {
          out,
          logs,
          types,
          limit,
          levels: nsfw === 'all' ? undefined : nsfw,
          filters,
          fetchDeleted: deleted,
          minFreeBytes: minFree * 2 ** 20,
          dryRun,
        });
      }),
    );
}

const words = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
