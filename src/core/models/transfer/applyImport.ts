import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { problemInfo, toProblem } from '../../problem/toProblem';
import type { UndoRecorder } from '../../undo/undoRecorder';
import type { Sidecar } from '../sidecar/fields';
import { safePreviewPath } from '../sidecar/previewPath';
import { updateSidecar, type SidecarChange } from '../sidecar/store';
import { absentKeys, isOfOtherFile } from './exportFile';
import { importPatch } from './importPatch';
import type { ImportPlan } from './planImport';
import type { TransferFailure } from './types';

/** What an import did. */
export interface ImportResult {
  readonly imported: number;
  readonly failed: readonly TransferFailure[];
}

/**
 * Applies a plan. Each sidecar is read again, so that edits made since the plan are respected.
 * @param options.overwriteUser also replace the user's own fields
 * @param options.undo keeps what the sidecars held before
 * @throws Problem `cancelled`; what was imported until then stays
 */
export async function applyImport(
  plan: Pick<ImportPlan, 'items'>,
  options: {
    readonly overwriteUser: boolean;
    readonly signal?: AbortSignal;
    readonly clock?: () => Date;
    readonly undo?: UndoRecorder;
  },
): Promise<ImportResult> {
  const failed: TransferFailure[] = [];
  let imported = 0;
  for (const { model, name, entry } of plan.items) {
    if (options.signal?.aborted) throw toProblem(options.signal.reason, l10n.t('The import'));
    const { metadata = {} } = entry;
    const how = { overwriteUser: options.overwriteUser, otherFile: isOfOtherFile(entry, model) };
    const shown = await withoutMissingPreview(model.path, metadata);
    const change: SidecarChange = (current, value) => ({
      ...absentKeys(value, entry),
      ...importPatch(current, shown, how).patch,
    });
    try {
      const { clock, undo } = options;
      await updateSidecar(model.path, change, { ...(clock && { clock }), undo });
      imported += 1;
    } catch (error) {
      failed.push({ name, problem: problemInfo(toProblem(error, name)) });
    }
  }
  return { imported, failed };
}

/** An export holds no pictures: a preview counts only where its file lies beside the model. */
async function withoutMissingPreview(modelPath: string, metadata: Sidecar): Promise<Sidecar> {
  const { preview_path: preview, ...rest } = metadata;
  const safe = preview === undefined ? undefined : safePreviewPath(preview);
  if (safe === undefined) return rest;
  const isThere = await stat(join(dirname(modelPath), safe)).then(
    (found) => found.isFile(),
    () => false,
  );
  return isThere ? metadata : rest;
}
