import * as l10n from '@vscode/l10n';
import pLimit from 'p-limit';
import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readRegular } from '../../files/regularFile';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { runTool, type ProgramEnd, type RunTool } from '../../processes/runTool';
import { datasetOptions } from '../dataset/datasetOptions';
import { readFolder } from '../dataset/folder';
import { stemOf } from '../dataset/pictureNames';
import { subsetsOf, type SubsetSettings } from '../dataset/subsets';
import type { TrainingFile } from '../job/trainingFile';
import { hideSecrets } from '../secrets';

/** A caption that a tagger wrote and that differs from the one that is there. */
export interface MadeCaption {
  /** The name of the picture. */
  readonly picture: string;
  /** Where the caption belongs, absolute. */
  readonly path: string;
  /** As it is now; undefined where there is none. */
  readonly before: string | undefined;
  readonly after: string;
}

export interface TaggerOptions {
  readonly signal: AbortSignal;
  readonly run?: RunTool;
}

/** Captions are some sentences; what a program writes must not fill the memory. */
const MOST_BYTES = 256 * 1024;
/** A tagger loads its model first, and looks at each picture for a second. */
const TIMEOUT_MS = 24 * 60 * 60 * 1000;
const COPIES = 4;

/**
 * Lets a program of the user's write captions, and says what it wrote. It works on copies of the pictures with their
 * captions, one folder after the other: nothing of the user's is changed.
 * @param tagger the program and its arguments, to which the folder of the pictures is added
 * @throws Problem where it cannot be started or fails; the reason of the signal when cancelled
 */
export async function makeCaptions(
  training: TrainingFile,
  toPath: (text: string) => string | undefined,
  tagger: readonly string[],
  { signal, run = runTool }: TaggerOptions,
): Promise<MadeCaption[]> {
  const [program, ...args] = tagger;
  if (program === undefined) throw noTagger();
  const { captionExtension } = datasetOptions(training);
  // Two pictures may share a caption, and two subsets a folder: the last one counts.
  const captions = new Map<string, MadeCaption>();
  for (const subset of subsetsOf(training, toPath, captionExtension)) {
    if (subset.folder === undefined) throw noFolder(subset.named);
    const copy = await mkdtemp(join(tmpdir(), 'diffusion-workbench-captions-'));
    try {
      const pictures = await copyPictures(subset, subset.folder, copy, signal);
      const end = await run(program, [...args, copy], { timeoutMs: TIMEOUT_MS, signal });
      if (end.code !== 0) throw taggerFailed(program, end);
      for (const made of await readMade(subset, subset.folder, copy, pictures)) captions.set(made.path, made);
    } finally {
      // What the tagger started may still hold a file: hours of work are not thrown away for a copy.
      await rm(copy, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
    }
  }
  return [...captions.values()];
}

const captionName = (picture: string, { captionExtension }: SubsetSettings) =>
  `${stemOf(picture)}${captionExtension}`;

/** @returns the names of the pictures */
async function copyPictures(
  subset: SubsetSettings,
  folder: string,
  copy: string,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const { pictures, others } = await readFolder(folder, signal);
    const names = pictures.map(({ name }) => name);
    const captions = names.map((name) => captionName(name, subset)).filter((name) => others.has(name));
    await mkdir(copy, { recursive: true });
    const limit = pLimit(COPIES);
    await Promise.all(
      [...names, ...new Set(captions)].map((name) =>
        limit(async () => {
          signal.throwIfAborted();
          // A clone takes no room where the file system can make one.
          await copyFile(join(folder, name), join(copy, name), constants.COPYFILE_FICLONE);
        }),
      ),
    );
    return names;
  } catch (error) {
    signal.throwIfAborted();
    throw toProblem(error, subset.named);
  }
}

async function readMade(
  subset: SubsetSettings,
  folder: string,
  copy: string,
  pictures: readonly string[],
): Promise<MadeCaption[]> {
  const made = await Promise.all(
    pictures.map(async (picture) => {
      const name = captionName(picture, subset);
      const after = (await textOf(join(copy, name)))?.trim();
      const before = await textOf(join(folder, name));
      if (after === undefined || after === '' || after === before?.trim()) return undefined;
      return { picture, path: join(folder, name), before, after: `${after}\n` };
    }),
  );
  return made.filter((caption) => caption !== undefined);
}

const textOf = async (path: string): Promise<string | undefined> =>
  (await readRegular(path, MOST_BYTES).catch(() => undefined))?.toString('utf8');

const noTagger = () =>
  new Problem(
    'bad_input',
    l10n.t('No program is set that writes captions.'),
    l10n.t(
      'Set diffusionWorkbench.training.tagger to its arguments; the folder of the pictures is added as the last one.',
    ),
  );

const noFolder = (named: string) =>
  new Problem(
    'bad_input',
    l10n.t('{0} has a variable that is not set.', named),
    l10n.t('Set the variable, or write the path itself.'),
  );

function taggerFailed(program: string, { code, stderr, failure }: ProgramEnd): Problem {
  const name = basename(program);
  if (failure === 'not_started')
    return new Problem(
      'bad_input',
      l10n.t('{0} could not be started.', name),
      l10n.t('Correct diffusionWorkbench.training.tagger.'),
    );
  const last = hideSecrets()(stderr).trim().split(/\r?\n/).slice(-3).join(' ');
  return new Problem(
    'bad_input',
    code === undefined
      ? l10n.t('{0} was ended before it was done.', name)
      : l10n.t('{0} ended with exit code {1}.', name, code),
    last === '' ? l10n.t('Correct diffusionWorkbench.training.tagger.') : l10n.t('It said: {0}', last),
  );
}
