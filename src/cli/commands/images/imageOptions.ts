import { InvalidArgumentError, Option, type Command } from 'commander';
import { NSFW_LEVELS, type NsfwLevel } from '../../../core/civitai/nsfwLevel';
import { PATH_VARIABLES } from '../../../core/images/pathTemplate';
import { METADATA_FORMATS, type MetadataFormat } from '../../../core/images/metadataFormat';
import type { DuplicateStrategy } from '../../../core/images/imageSaver';
import { baseUrlOption } from '../../arguments';
import type { CommonOptions } from '../../session';

export interface ImageOptions extends CommonOptions {
  readonly out: string;
  readonly template: string;
  readonly metadata: MetadataFormat | 'none';
  readonly thumbnails?: boolean;
  readonly nsfw: readonly NsfwLevel[] | 'all';
  readonly limit?: number;
  readonly duplicates: DuplicateStrategy;
  readonly existing: boolean;
  readonly concurrency: number;
  readonly minFree: number;
}

/** Gives a command the options of all commands that download images. */
export function withImageOptions(command: Command): Command {
  return command
    .option('--out <folder>', 'where they go', './images')
    .option(
      '--template <path>',
      `the way to each of them, without its ending; ${PATH_VARIABLES.map((name) => `{${name}}`).join(' ')}`,
      '{model_id}/{id}',
    ) // prettier-ignore
    .addOption(
      new Option(
        '--metadata <format>',
        'how what Civitai says of an image is kept: json as <picture>.metadata.json',
      )
        .choices([...METADATA_FORMATS, 'none'])
        .default('json'),
    )
    .option('--thumbnails', 'also make thumbnails, in .previews beside the images')
    .addOption(nsfwOption())
    .option('--limit <number>', 'how many at most; 0 for all', count)
    .addOption(
      new Option('--duplicates <strategy>', 'what becomes of a picture that is there in another place')
        .choices(['skip', 'replace', 'keepBoth'])
        .default('skip'),
    )
    .option(
      '--no-existing',
      'download also those that are in their places; the old ones can be brought back by undo',
    )
    .option('--concurrency <number>', 'how many at a time', count, 5)
    .option('--min-free <MB>', 'megabytes that are to stay free', count, 500)
    .addOption(baseUrlOption());
}

/** `--nsfw`: which levels. */
export const nsfwOption = (): Option =>
  new Option('--nsfw <levels>', 'None, Soft, Mature and X with commas, or all')
    .argParser(levelsArgument)
    .default(['None', 'Soft'], 'None,Soft');

function levelsArgument(text: string): readonly NsfwLevel[] | 'all' {
  if (text.trim().toLowerCase() === 'all') return 'all';
  return text.split(',').map((word) => {
    const level = NSFW_LEVELS.find((known) => known.toLowerCase() === word.trim().toLowerCase());
    if (level && level !== 'Blocked') return level;
    throw new InvalidArgumentError('Levels are None, Soft, Mature and X, with commas, or all.');
  });
}

/** A whole number, 0 or more. @throws InvalidArgumentError */
export function count(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('It is a whole number, 0 or more.');
}
