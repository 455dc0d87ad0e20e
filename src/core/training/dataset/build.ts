import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import pLimit from 'p-limit';
import { renameWithRetry } from '../../files/atomicWrite';
import { syncFolder } from '../../files/syncFolder';
import type { DatasetPictures } from '../../media/datasetPictures';
import { Problem } from '../../problem/problem';
import { errnoOf, toProblem } from '../../problem/toProblem';
import { isThere } from '../../files/isThere';
import { Meter } from '../../progress/meter';
import type { OnProgress } from '../../progress/progress';
import { datasetConfigText, inFolder } from './datasetConfig';
import type { DatasetPlan, PlannedPicture, PlannedSubset } from './plan';

/** A dataset that was built: where it is, as the settings of the trainer want it, and what it is. */
export interface BuiltDataset {
  /** The folder of folders `<repeats>_<words>`; absent where a file of datasets tells more. */
  readonly trainDataDir?: string;
  readonly datasetConfig?: string;
  readonly samplePrompts?: string;
  /** The digest of its plan. */
  readonly digest: string;
  readonly pictures: number;
  readonly steps: number;
}

export interface BuildOptions {
  readonly pictures: DatasetPictures;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** The path of the folder as the trainer sees it: that in a container may be another one. */
  readonly asSeenByTrainer?: string;
}

/**
 * Builds the dataset of a plan into a folder, which must not be there yet or be empty. The sources are only read. What
 * is cancelled or fails leaves nothing: the folder has its name once everything is in it.
 * @throws Problem, or the signal's reason
 */
export async function buildDataset(
  plan: DatasetPlan,
  folder: string,
  options: BuildOptions,
): Promise<BuiltDataset> {
  const target = resolve(folder);
  const name = basename(target);
  const { signal } = options;
  signal?.throwIfAborted();
  if (plan.subsets.every(({ pictures }) => pictures.length === 0)) throw nothingToBuild();
  const part = join(dirname(target), partName(name));
  try {
    await requireEmpty(target, name);
    await mkdir(dirname(target), { recursive: true });
    await removeDeadParts(dirname(target), name);
    await mkdir(part);
  } catch (error) {
    throw toProblem(error, name);
  }
  try {
    const files = await writeAll(plan, part, target, options);
    signal?.throwIfAborted();
    await rmdir(target).catch((error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw error;
    });
    await renameWithRetry(part, target);
    await syncFolder(dirname(target));
    const seen = inFolder(options.asSeenByTrainer ?? target);
    return {
      ...(plan.byFolders
        ? { trainDataDir: options.asSeenByTrainer ?? target }
        : { datasetConfig: seen(CONFIG) }),
      ...(plan.samples && { samplePrompts: seen(PROMPTS) }),
      digest: plan.digest,
      pictures: files,
      steps: plan.length.steps,
    };
  } catch (error) {
    await rm(part, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
    signal?.throwIfAborted();
    throw toProblem(error, name);
  }
}

/** In a folder of folders the trainer overlooks files. */
const CONFIG = 'dataset.toml';
const PROMPTS = 'sample-prompts.txt';

async function writeAll(
  plan: DatasetPlan,
  part: string,
  target: string,
  options: BuildOptions,
): Promise<number> {
  const { pictures, signal } = options;
  for (const { folder, maskFolder } of plan.subsets)
    for (const each of [folder, maskFolder])
      if (each !== undefined) await mkdir(join(part, each), { recursive: true });
  const jobs = plan.subsets.flatMap((subset) => subset.pictures.map((picture) => ({ subset, picture })));
  const meter = new Meter(options.onProgress, { rate: 'files' });
  meter.enter('writing', { files: jobs.length });
  // Orders under way are waited for, so that none writes into a folder that is being removed.
  const stop = new AbortController();
  const limit = pLimit(pictures.threads);
  const results = await Promise.allSettled(
    jobs.map(({ subset, picture }) =>
      limit(async () => {
        signal?.throwIfAborted();
        stop.signal.throwIfAborted();
        try {
          await writeOne(plan, part, subset, picture, pictures);
        } catch (error) {
          stop.abort();
          throw error;
        }
        meter.addFiles();
      }),
    ),
  );
  // The first that failed of itself, not one that was not begun because of it.
  const reasons = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (reasons.length > 0) throw reasons.find((reason) => reason !== stop.signal.reason) ?? reasons[0];
  if (plan.samples) await writeFile(join(part, PROMPTS), samplePromptsText(plan.samples));
  if (!plan.byFolders) {
    await writeFile(join(part, CONFIG), datasetConfigText(plan, inFolder(options.asSeenByTrainer ?? target)));
  }
  return jobs.length;
}

async function writeOne(
  { options }: DatasetPlan,
  root: string,
  subset: PlannedSubset,
  picture: PlannedPicture,
  pictures: DatasetPictures,
): Promise<void> {
  const { settings, folder, maskFolder } = subset;
  const { from, digest, stem, make, mask, caption } = picture;
  await pictures.make({
    from,
    digest,
    to: join(root, folder, `${stem}.png`),
    fit: make,
    background: options.background,
    keepAlpha: settings.alphaMask && maskFolder === undefined,
    ...(mask && maskFolder !== undefined && { mask: { ...mask, to: join(root, maskFolder, `${stem}.png`) } }),
  });
  await writeFile(join(root, folder, `${stem}${options.captionExtension}`), `${caption}\n`);
}

/** One prompt a line: a line end in one would make two of it. */
function samplePromptsText(prompts: readonly string[]): string {
  return prompts.map((prompt) => `${prompt.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim()}\n`).join('');
}

/** Tells which process builds in it, so that what a killed one left can be told from what another one makes. */
const partName = (name: string) => `${name}.${randomBytes(6).toString('hex')}-${process.pid}.part`;

async function removeDeadParts(folder: string, name: string): Promise<void> {
  for (const each of await readdir(folder)) {
    if (!each.startsWith(`${name}.`)) continue;
    const [, pid] = /^\.[\da-f]{12}-(\d{1,10})\.part$/.exec(each.slice(name.length)) ?? [];
    if (pid !== undefined && !isThere(Number(pid)))
      await rm(join(folder, each), { recursive: true, force: true });
  }
}

async function requireEmpty(folder: string, name: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (errnoOf(error) === 'ENOENT') return [];
    if (errnoOf(error) === 'ENOTDIR') return [name];
    throw error;
  });
  if (names.length > 0)
    throw new Problem(
      'bad_input',
      l10n.t('{0} is there already.', name),
      l10n.t('Name a folder that is not there yet, or is empty.'),
    );
}

function nothingToBuild(): Problem {
  return new Problem(
    'bad_input',
    l10n.t('There is no picture that can be trained on.'),
    l10n.t('Check the training to see why.'),
  );
}
