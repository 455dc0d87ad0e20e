import { basename, dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EmbeddedPicture } from '../../../core/images/embedRun';
import { readInfotextFile } from '../../../core/images/infotextFile';
import { statPath } from '../../../core/files/statPath';
import { visible } from '../../../core/text/visible';
import { EXIT, problemText } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';
import { forgetOldestOption, roomByOption } from '../../undoRuns';

interface EmbedCommandOptions extends CommonOptions {
  readonly text?: string;
  readonly force?: boolean;
  readonly forgetOldest?: boolean;
}

export function registerEmbed(images: Command, run: Run): void {
  images
    .command('embed')
    .description(
      'write infotexts into PNG, JPEG and WebP, whose pixels stay as they are; undo takes them out',
    )
    .argument(
      '<file...>',
      'pictures; a text that does not fit goes beside its picture, and the exit code is 1',
    )
    .option('--text <file>', 'a text file with the infotext, instead of what lies beside each picture')
    .option('--force', 'also in the place of JSON that another program has there')
    .addOption(forgetOldestOption())
    .action((files: string[], options: EmbedCommandOptions) =>
      run(options, (session) => embed(session, files, options)),
    );
}

async function embed(
  session: Session,
  files: readonly string[],
  options: EmbedCommandOptions,
): Promise<number> {
  const { services, output, signal } = session;
  const { text: textFile, force = false, forgetOldest = false } = options;
  const text = textFile === undefined ? undefined : await readText(textFile);
  const names = new Map(files.map((file) => [resolve(file), file]));
  const pictures = [...names.keys()];
  const done = await services.embedInfotexts(pictures, {
    subject: basename(pictures.length === 1 ? (pictures[0] ?? '') : dirname(pictures[0] ?? '')),
    askForRoom: roomByOption(forgetOldest),
    text,
    force,
    signal,
  });
  const nameOf = (path: string): string => names.get(path) ?? path;
  const rows = done.map((picture) => rowOf(picture, nameOf));
  const count = (state: EmbeddedPicture['state']): number => done.filter((row) => row.state === state).length;
  const counts = {
    embedded: count('embedded'),
    unchanged: count('unchanged'),
    beside: count('beside'),
    failed: count('failed'),
  };
  output.result(
    { ...counts, files: rows },
    rows
      .filter(({ state }) => state === 'embedded' || state === 'unchanged')
      .map(({ state, path }) => `${state}\t${visible(path)}`),
  );
  for (const { path, reason, error, infotext_path: beside } of rows) {
    if (error !== undefined) output.note(visible(`${path}: ${error}`));
    if (beside !== undefined) output.note(visible(`${path}: ${reason ?? ''} It is in ${beside}.`));
  }
  return counts.beside + counts.failed > 0 ? EXIT.failed : EXIT.ok;
}

async function readText(path: string): Promise<string> {
  await statPath(path);
  return (await readInfotextFile(resolve(path))) ?? '';
}

function rowOf(picture: EmbeddedPicture, nameOf: (path: string) => string) {
  const row: { path: string; state: EmbeddedPicture['state']; infotext_path?: string; reason?: string; error?: string } = { path: nameOf(picture.path), state: picture.state }; // prettier-ignore
  if (picture.state === 'failed') return { ...row, error: problemText(picture.problem) };
  if (picture.state !== 'beside') return row;
  return { ...row, infotext_path: relative(process.cwd(), picture.infotextPath), reason: picture.reason };
}
