import type { Command } from 'commander';
import type { ImageBatch, Whose } from '../../../core/images/imageBatch';
import { readOrUsageError } from '../../arguments';
import type { Run } from '../../run';
import {
  imageArgument,
  modelArgument,
  queryArgument,
  usernameArgument,
  versionArgument,
} from './imageArguments';
import { registerEmbed } from './embed';
import { downloadBatch } from './downloadBatch';
import { registerInfo } from './info';
import { withImageOptions, type ImageOptions } from './imageOptions';

interface WhoseOptions extends ImageOptions {
  readonly everyone?: boolean;
}

/** The commands for example images. */
export function registerImages(program: Command, run: Run): void {
  const images = program
    .command('images')
    .description('download example images, read what pictures were made with, write it into them');
  const add = <Value>(
    name: string,
    description: string,
    [what, said, parse]: readonly [
      name: string,
      description: string,
      parse: (text: string, baseUrl?: string) => Value,
    ],
    batchOf: (value: Value, options: WhoseOptions) => ImageBatch,
    more: (command: Command) => Command = (command) => command,
  ): void => {
    const command = images.command(name).description(description).argument(what, said);
    more(withImageOptions(command)).action((text: string, options: WhoseOptions) => {
      const value = readOrUsageError(command, () => parse(text, options.baseUrl));
      return run(options, (session) => downloadBatch(session, batchOf(value, options), options));
    });
  };
  const everyone = (command: Command) =>
    command.option('--everyone', "also images of others than the model's creator");
  const whose = ({ everyone: all = false }: WhoseOptions): Whose => (all ? 'everyone' : 'creator');
  add(
    'model',
    'those of all versions of a model',
    ['<url-or-id>', 'the address of a model, or its id', modelArgument],
    (modelId, options) => ({ kind: 'model', modelId, whose: whose(options) }),
    everyone,
  );
  add(
    'version',
    'those of a version of a model',
    ['<url-or-id>', 'the address of a version, or its id', versionArgument],
    (versionId, options) => ({ kind: 'version', versionId, whose: whose(options) }),
    everyone,
  );
  add(
    'creator',
    'the newest ones that a user has posted (20)',
    ['<name-or-url>', 'the name of a user, or the address of the profile', usernameArgument],
    (username) => ({ kind: 'creator', username }),
  );
  add(
    'query',
    "those that parameters of Civitai's API ask for (20)",
    ['<json>', 'such as {"sort":"Newest","period":"Week","tags":"1,2"}', queryArgument],
    (query) => ({ kind: 'query', query }),
  );
  add(
    'image',
    'a single one',
    ['<url-or-id>', 'the address of an image, or its id', imageArgument],
    (imageId) => ({ kind: 'image', imageId }),
  );
  registerEmbed(images, run);
  registerInfo(images, run);
}
