import * as l10n from '@vscode/l10n';
import { link, lstat, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renameWithRetry } from '../../files/atomicWrite';
import { withFileLock } from '../../files/lock';
import { Problem } from '../../problem/problem';
import { errnoOf, toProblem } from '../../problem/toProblem';
import { companionPath, companionsOf, modelFolder, rivalsOf, type ModelFolder } from './companions';
import { PREVIEW_FOLDER } from '../../files/folderNames';
import { foldedName } from '../sidecar/foreign/siblings';
import { sidecarPath } from '../sidecar/path';
import { readSidecar, updateSidecar } from '../sidecar/store';

/** One file of a rename; absolute paths. */
interface Move {
  readonly from: string;
  readonly to: string;
  /** Whether the file has the new name beside the old one. */
  readonly hasBoth?: boolean;
}

/** What renaming a model would do. */
export interface RenamePlan {
  /** The model; absolute paths. */
  readonly from: string;
  readonly to: string;
  /** What goes along, by its path relative to the model's folder before and afterwards, forward slashes. */
  readonly companions: readonly { readonly from: string; readonly to: string }[];
}

/**
 * Plans the rename of a model with what belongs to it: sidecars, ours and other tools', and pictures.
 * @param path absolute path of the model
 * @param file its new file name
 * @throws Problem `bad_input` where a file is in the way, or may be another model's, also on a system where `A` and `a`
 * are one name
 */
export async function planRename(path: string, file: string): Promise<RenamePlan> {
  const folder = await modelFolder(dirname(path));
  const old = basename(path);
  const [rival] = rivalsOf(old, folder);
  if (rival !== undefined) throw sharedFiles(old, rival);
  const companions = companionsOf(old, folder).map((one) => ({ from: one.path, to: one.renamed(file) }));
  const inTheWay = occupied(file, [old, ...companions.map(({ from }) => from)], folder);
  if (inTheWay !== undefined) throw inTheWayProblem(old, inTheWay);
  return { from: path, to: join(dirname(path), file), companions };
}

/**
 * Renames a model and what belongs to it. All of it or nothing: what fails half way is undone. A process that is killed
 * between two steps leaves the model with its sidecar, by its old name or by the new one.
 * @throws Problem `bad_input` where a file is in the way by now, `changed_meanwhile` where the sidecar leads elsewhere,
 * `locked`, `read_only`, …
 */
export async function renameModel(plan: RenamePlan): Promise<void> {
  const done: Move[] = [];
  await withFileLock(sidecarPath(plan.from), async () => {
    const { sidecar, others } = movesOf(plan);
    const model = { from: plan.from, to: plan.to };
    try {
      const hasBoth = sidecar !== undefined && (await linkTo(sidecar));
      if (sidecar && !hasBoth) await renameTo(sidecar);
      if (sidecar) done.push({ ...sidecar, hasBoth });
      await renameTo(model);
      done.push(model);
      if (hasBoth) {
        await rm(sidecar.from);
        done.splice(0, 1, sidecar);
      }
      for (const move of others) {
        await renameTo(move);
        done.push(move);
      }
      await followPreview(plan);
    } catch (error) {
      throw await undone(done, toProblem(error, basename(plan.from)));
    }
  });
}

function movesOf({ from, companions }: RenamePlan): { sidecar?: Move | undefined; others: Move[] } {
  const moves = companions.map((one) => ({
    from: companionPath(from, one.from),
    to: companionPath(from, one.to),
  }));
  const own = sidecarPath(from);
  return {
    sidecar: moves.find((move) => move.from === own),
    others: moves.filter((move) => move.from !== own),
  };
}

/**
 * Gives a file a second name.
 * @returns `false` where that cannot be: some disks know no such names, and what a link leads to must not get one
 */
async function linkTo({ from, to }: Move): Promise<boolean> {
  try {
    if ((await lstat(from)).isSymbolicLink()) return false;
    await link(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw inTheWayProblem(basename(from), basename(to));
    if (errnoOf(error) === 'ENOENT') throw toProblem(error, basename(from));
    return false;
  }
}

async function renameTo({ from, to }: Move): Promise<void> {
  const there = await lstat(to).then(
    () => true,
    () => false,
  );
  if (there) throw inTheWayProblem(basename(from), basename(to));
  try {
    await renameWithRetry(from, to);
  } catch (error) {
    throw toProblem(error, basename(from));
  }
}

/** Writes the new name of the preview into the sidecar. */
async function followPreview({ to, companions }: RenamePlan): Promise<void> {
  const read = await readSidecar(to);
  if (read.kind !== 'ok') return;
  const moved = companions.find(({ from }) => from === read.sidecar.preview_path);
  if (moved) await updateSidecar(to, () => ({ preview_path: moved.to }));
}

async function undone(done: readonly Move[], problem: Problem): Promise<Problem> {
  for (const { from, to, hasBoth } of done.toReversed()) {
    try {
      if (hasBoth) await rm(to);
      else await renameTo({ from: to, to: from });
    } catch (error) {
      return new Problem(
        'write_failed',
        `${problem.message} ${l10n.t('After that, {0} could not get its old name {1} again.', basename(to), basename(from))}`,
        l10n.t('Rename it yourself.'),
        { cause: error },
      );
    }
  }
  return problem;
}

/** A name in the way: one of the new names, or a file that would seem to belong to the model afterwards. */
function occupied(file: string, moving: readonly string[], folder: ModelFolder): string | undefined {
  const own = new Set(moving.map(foldedName));
  const others: ModelFolder = {
    names: folder.names.filter((name) => !own.has(foldedName(name))),
    previews: folder.previews.filter((name) => !own.has(foldedName(`${PREVIEW_FOLDER}/${name}`))),
  };
  const lower: ModelFolder = {
    names: others.names.map(foldedName),
    previews: others.previews.map(foldedName),
  };
  const wanted = foldedName(file);
  if (lower.names.includes(wanted)) return others.names[lower.names.indexOf(wanted)];
  const claimed = companionsOf(wanted, lower)[0]?.path;
  if (claimed === undefined) return undefined;
  return others.names[lower.names.indexOf(claimed)] ?? claimed;
}

function inTheWayProblem(file: string, inTheWay: string): Problem {
  return new Problem(
    'bad_input',
    l10n.t('{0} keeps its name: {1} is in the way.', file, inTheWay),
    l10n.t('Move that file away, or rename the model yourself.'),
  );
}

function sharedFiles(file: string, rival: string): Problem {
  return new Problem(
    'bad_input',
    l10n.t('{0} keeps its name: what lies beside it may belong to {1} as well.', file, rival),
    l10n.t('Rename it yourself, with the files that belong to it.'),
  );
}
