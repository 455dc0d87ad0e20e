import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { statPath } from '../../../core/files/statPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import { Problem } from '../../../core/problem/problem';
import { errnoOf, toProblem } from '../../../core/problem/toProblem';
import { visible } from '../../../core/text/visible';
import { makeCaptions, type MadeCaption } from '../../../core/training/captions/makeCaptions';
import { refusal } from '../../../core/training/refusal';
import { readTraining } from '../../../core/training/job/readTraining';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';
import { pathsFrom } from './check';
import { words } from './settings';

interface CaptionsOptions extends CommonOptions {
  readonly tagger: readonly string[];
}

export function registerCaptions(train: Command, run: Run): void {
  train
    .command('captions')
    .description('let a program of yours write captions, and show them')
    .argument('<file>', 'a .training.toml file')
    .argument('[out]', 'a new folder for the captions, with a folder for each one of pictures')
    .requiredOption('--tagger <command>', 'the program, to which the folder of the pictures is added', words)
    .addHelpText(
      'after',
      '\nThe program works on copies: neither pictures nor captions of yours are changed. Shown is what differs from the' +
        '\ncaptions that are there.',
    )
    .action((file: string, out: string | undefined, options: CaptionsOptions) =>
      run(options, (session) => captions(session, file, out, options.tagger)),
    );
}

async function captions(
  { output, signal }: Session,
  file: string,
  out: string | undefined,
  tagger: readonly string[],
): Promise<number> {
  await statPath(file);
  const { training, findings } = readTraining((await readUtf8(file)) ?? '', file);
  const refused = refusal(findings);
  if (refused) throw refused;
  if (out !== undefined) await mustBeFree(out);
  const made = training ? await makeCaptions(training, pathsFrom(file), tagger, { signal }) : [];
  if (out !== undefined) await writeAll(made, out);
  output.result(
    made.map(({ picture, path, before, after }) => ({ picture, path, before, after: after.trim() })),
    made.map(({ picture, after }) => visible(`${picture}: ${after.trim()}`)),
  );
  return EXIT.ok;
}

/** @throws Problem where there may be captions already, perhaps those of the user */
async function mustBeFree(out: string): Promise<void> {
  const names = await readdir(out).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw toProblem(error, out);
  });
  if (names.length > 0)
    throw new Problem(
      'bad_input',
      l10n.t('{0} is not empty.', out),
      l10n.t('Name a folder that is not there yet.'),
    );
}

/** Writes captions into a folder for each one of pictures; where two have the same name, the second has a number. */
async function writeAll(captions: readonly MadeCaption[], out: string): Promise<void> {
  const names = new Map<string, string>();
  for (const { path, after } of captions) {
    const pictures = dirname(path);
    const name = names.get(pictures) ?? freeName(basename(pictures), new Set(names.values()));
    names.set(pictures, name);
    const folder = join(resolve(out), name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, basename(path)), after, { flag: 'wx' });
  }
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let free = wanted;
  for (let number = 2; taken.has(free); number++) free = `${wanted}-${number}`;
  return free;
}
