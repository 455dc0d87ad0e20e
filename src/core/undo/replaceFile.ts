import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { writeFileAtomic } from '../files/atomicWrite';
import { readIfThere } from '../files/regularFile';
import { Problem } from '../problem/problem';
import { toProblem } from '../problem/toProblem';
import type { UndoRecorder } from './undoRecorder';

/**
 * Writes a file whole in the place of what was read of it, and keeps that for Undo.
 * @param before what it held when it was read; undefined where it was not there
 * @throws Problem of `writeFileAtomic`, or `changed_meanwhile` where it holds something else by now
 */
export async function replaceFile(
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array,
  undo: Pick<UndoRecorder, 'keep'> | undefined,
): Promise<void> {
  await writeFileAtomic(path, after, {
    beforeRename: async () => {
      const now = await readIfThere(path).catch((error: unknown) => {
        throw toProblem(error, basename(path));
      });
      if (!isSame(now, before)) throw changedMeanwhile(path);
      await undo?.keep(path, before, after);
    },
  });
}

const isSame = (one: Buffer | undefined, other: Uint8Array | undefined): boolean =>
  one === undefined || other === undefined ? one === other : one.equals(other);

const changedMeanwhile = (path: string) =>
  new Problem(
    'changed_meanwhile',
    l10n.t('{0} is being changed by another program.', basename(path)),
    l10n.t('Try again when it is done.'),
  );
