import { basename, dirname, join } from 'node:path';
import { rm } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { ParsedHash } from '../../civitai/hashFormats';
import { PREVIEW_FOLDER } from '../../files/folderNames';
import { Problem } from '../../problem/problem';
import type { RestoredFiles } from '../../undo/restore';
import { makeRoom, type AskForRoom } from '../../undo/room';
import { restoreRun } from '../../undo/restoreRun';
import { UndoRecorder } from '../../undo/undoRecorder';
import type { UndoRun, UndoRuns } from '../../undo/undoRuns';
import { editPatch, offerPatch, typedHashPatch, type EditedValues } from '../sidecar/edit';
import type { EditableField, Sidecar } from '../sidecar/fields';
import { sidecarPath } from '../sidecar/path';
import { safePreviewPath } from '../sidecar/previewPath';
import { readSidecar, updateSidecar, type SidecarChange } from '../sidecar/store';
import { unlinkPatch } from '../sidecar/unlink';
import { readRegular } from '../../files/regularFile';
import { leadsOut } from '../../files/safeName';

/** What the user changes of models: each change can be undone. */
export type ModelCommand =
  | 'fetch'
  | 'hash'
  | 'edit'
  | 'offer'
  | 'import'
  | 'unlink'
  | 'images'
  | 'embed'
  // Of galleries.
  | 'trash'
  | 'marks'
  | 'preview'
  | 'parameters'
  | 'stripped'
  | 'prompt'
  | 'examples';

/** The changes that the user makes to sidecars, kept so that they can be undone. */
export class ModelChanges {
  constructor(
    private readonly deps: {
      readonly undoRuns: UndoRuns;
      /** Bytes that what can be undone may take; 0 for no limit. */
      readonly undoLimit: () => number;
      readonly clock: () => Date;
    },
  ) {}

  /**
   * Keeps what a command changes.
   * @param subject the name of the file that it is about
   */
  recorder(command: ModelCommand, subject: string): UndoRecorder {
    const { undoRuns, clock } = this.deps;
    return new UndoRecorder(undoRuns, { area: 'models', command, subject }, clock);
  }

  /**
   * Sees to it that a change of many models can be undone, before it begins.
   * @param modelPaths absolute paths of the models
   * @throws Problem `undo_full` where the user lets no old run go
   */
  async makeRoom(modelPaths: readonly string[], ask: AskForRoom): Promise<void> {
    await this.makeRoomForFiles(modelPaths.map(sidecarPath), ask);
  }

  /** The same for a change of any files (absolute paths). */
  async makeRoomForFiles(paths: readonly string[], ask: AskForRoom): Promise<void> {
    const { undoRuns, undoLimit } = this.deps;
    await makeRoom(undoRuns, { limit: undoLimit(), paths, ask });
  }

  /** Gives a model the hash that the user typed. @throws Problem of `updateSidecar` */
  setHash(modelPath: string, hash: ParsedHash): Promise<Sidecar> {
    return this.update('hash', modelPath, (current) => typedHashPatch(current, hash));
  }

  /** Writes what the user typed. @throws Problem of `updateSidecar`, or `bad_input` for what is too long */
  edit(modelPath: string, values: EditedValues): Promise<Sidecar> {
    return this.update('edit', modelPath, (current) => editPatch(current, values));
  }

  /** Takes Civitai's value of a field. @throws Problem of `updateSidecar` */
  takeOffer(modelPath: string, field: EditableField): Promise<Sidecar> {
    return this.update('offer', modelPath, (current) => offerPatch(current, field));
  }

  /**
   * Takes away all that Civitai said of a model, its preview picture included, and keeps the user's own words. It is not
   * identified again by itself.
   * @throws Problem of `updateSidecar`
   */
  async unlink(modelPath: string): Promise<Sidecar> {
    const recorder = this.recorder('unlink', basename(modelPath));
    const read = await readSidecar(modelPath);
    const preview = read.kind === 'ok' ? read.sidecar.preview_path : undefined;
    const sidecar = await updateSidecar(modelPath, unlinkPatch, { ...this.deps, undo: recorder });
    const safe = preview === undefined ? undefined : safePreviewPath(preview);
    if (safe?.startsWith(`${PREVIEW_FOLDER}/`)) {
      await removePicture(dirname(modelPath), join(dirname(modelPath), safe), recorder);
    }
    return sidecar;
  }

  /** The changes that can be undone, newest first. */
  runs(): Promise<UndoRun[]> {
    return this.deps.undoRuns.list('models');
  }

  /**
   * Undoes a change; what was changed since is left alone and reported.
   * @param options.run its number; by default the last one
   * @throws Problem `missing` where there is none
   */
  async undo(options: { readonly run?: number; readonly dryRun?: boolean } = {}): Promise<RestoredFiles> {
    const run = await this.deps.undoRuns.find('models', options.run);
    if (!run) {
      throw new Problem(
        'missing',
        l10n.t('There is no such change of a model to undo.'),
        l10n.t('Those that are undone or forgotten are not kept.'),
      );
    }
    return restoreRun(this.deps.undoRuns, run, { dryRun: options.dryRun ?? false });
  }

  private update(command: ModelCommand, modelPath: string, change: SidecarChange): Promise<Sidecar> {
    const undo = this.recorder(command, basename(modelPath));
    return updateSidecar(modelPath, change, { clock: this.deps.clock, undo });
  }
}

/** Removes a preview picture; one that a link has in another folder, or that cannot be kept for Undo, stays. */
async function removePicture(folder: string, picture: string, recorder: UndoRecorder): Promise<void> {
  if (await leadsOut(folder, picture)) return;
  const bytes = await readRegular(picture).catch(() => undefined);
  if (!bytes) return;
  await recorder.keep(picture, bytes, undefined);
  await rm(picture, { force: true });
}
