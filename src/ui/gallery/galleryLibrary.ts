import { stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import type { GalleryChange } from '../../core/gallery/engine';
import type { LibraryFolders } from '../../core/gallery/list/subjects';
import { UsedModels } from '../../core/gallery/actions/models/usedModels';
import type { FoundMarks } from '../../core/gallery/index/lostMarks';
import type { GalleryModel } from '../../core/gallery/picture';
import { knownHashes } from '../../core/models/library/knownHashes';
import type { ModelEntry } from '../../core/models/library/modelEntry';
import { shownPicture } from '../../core/models/previews/shownPicture';
import { baseModel, modelName, modelType } from '../../core/models/view/modelText';
import type { ModelLibrary } from '../models/library/modelLibrary';
import { Emitter, type Listenable } from '../platform/emitter';
import { Looks } from '../platform/looks';
import type { GalleryServices } from '../platform/services';

/** Looks for previews at a time: enough to hide a disk's latency. */
const STATS_AT_ONCE = 32;
/** Models that change one after the other are told to galleries at once. */
const NOT_BEFORE_MS = 1000;

type Core = Pick<GalleryServices['gallery'], 'open' | 'setFolders' | 'setModels' | 'onChange' | 'refresh'>;

export interface GalleryLibraryDeps {
  readonly models: Pick<ModelLibrary, 'ready' | 'entries' | 'onDidChange'>;
  readonly gallery: () => Promise<Core>;
  /** The folders with models and with example images, none inside another, and that of creators; absolute. */
  readonly folders: () => LibraryFolders;
  /** Writes marks of pictures that were moved without their records. */
  readonly keepMarks: (found: readonly FoundMarks[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Keeps the index of galleries in step with the models of the library, from the first gallery on. */
export class GalleryLibrary {
  /** The folders that it shows may be others now. */
  readonly onDidChangeRoots: Listenable<void>;

  private opening: Promise<void> | undefined;
  private folders: LibraryFolders | undefined;
  private readonly changedRoots = new Emitter<void>();
  private readonly looks: Looks;
  private ends: (() => void)[] = [];
  private used: UsedModels | undefined;
  /** The preview of each model, by what could change it. */
  private previews = new Map<string, { readonly stamp: string; readonly preview: string | undefined }>();

  constructor(private readonly deps: GalleryLibraryDeps) {
    this.onDidChangeRoots = this.changedRoots.event;
    this.looks = new Looks(() => this.tellModels(), NOT_BEFORE_MS, deps.onError);
  }

  /** Resolves when galleries can be looked at: with what is known of earlier runs. */
  ready(): Promise<void> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  /** Finds the models that pictures were made with, in the library as it is now. */
  usedModels(): UsedModels {
    this.used ??= new UsedModels(this.deps.models.entries());
    return this.used;
  }

  /** Folders were opened or closed, or settings name others: lists that are asked for from now on are of these. */
  async rootsChanged(): Promise<void> {
    const opened = this.opening;
    if (opened) {
      this.opening = opened.then(() => this.tellRoots().catch(this.deps.onError));
      await this.opening;
    }
    this.changedRoots.fire();
  }

  /** Pictures, records or folders changed; absolute paths. */
  async changed(paths: readonly string[]): Promise<void> {
    if (!this.opening || paths.length === 0) return;
    await this.opening;
    await (await this.deps.gallery()).refresh(paths);
  }

  dispose(): void {
    for (const end of this.ends) end();
    this.changedRoots.dispose();
    this.looks.dispose();
  }

  private async open(): Promise<void> {
    const { models, gallery, folders, onError, keepMarks } = this.deps;
    await models.ready();
    const core = await gallery();
    this.ends.push(
      core.onChange(({ found }: GalleryChange) => {
        if (found.length > 0) void keepMarks(found).catch(onError);
      }),
    );
    const known = await this.modelsNow();
    this.folders = folders();
    await core.open({ ...this.folders, models: known });
    const listening = models.onDidChange(() => {
      this.used = undefined;
      this.looks.soon();
    });
    this.ends.push(() => listening.dispose());
  }

  private async tellRoots(): Promise<void> {
    const folders = this.deps.folders();
    if (isDeepStrictEqual(folders, this.folders)) return;
    this.folders = folders;
    await (await this.deps.gallery()).setFolders(folders);
  }

  private async tellModels(): Promise<void> {
    await (await this.deps.gallery()).setModels(await this.modelsNow());
  }

  private async modelsNow(): Promise<GalleryModel[]> {
    const entries = this.deps.models.entries();
    const known = this.previews;
    this.previews = new Map();
    return pLimit(STATS_AT_ONCE).map(entries, async (entry) => {
      const stamp = [entry.mtimeMs, entry.sidecar?.preview_path, entry.sidecar?.last_updated].join(' ');
      const before = known.get(entry.path);
      const preview =
        before?.stamp === stamp
          ? before.preview
          : await shownPicture(entry.path, entry.sidecar?.preview_path);
      this.previews.set(entry.path, { stamp, preview });
      const found = preview === undefined ? undefined : await stat(preview).catch(() => undefined);
      // Another picture may be under the same name.
      return { ...galleryModel(entry, preview), ...(found && { previewMs: found.mtimeMs }) };
    });
  }
}

/** A model as galleries know it. @param preview absolute path */
export function galleryModel(entry: ModelEntry, preview: string | undefined): GalleryModel {
  const { path, mtimeMs, sidecar } = entry;
  return {
    path,
    mtimeMs,
    name: modelName(entry),
    version: sidecar?.civitai_version_name,
    type: modelType(entry),
    baseModel: baseModel(entry),
    creator: sidecar?.civitai_creator,
    tags: sidecar?.tags,
    level: sidecar?.nsfw_level,
    modelId: sidecar?.civitai_model_id,
    versionId: sidecar?.civitai_version_id,
    hashes: knownHashes(entry),
    preview,
  };
}
