import type { WorkerOptions } from '../threads/workerPool';
import type { GalleryCell, GalleryChange, GalleryLibrary, GalleryLook, GalleryPlace } from './engine';
import { GalleryThread, type EngineMethod } from './galleryThread';
import type { GalleryEngine } from './engine';
import type { Facets } from './list/facets';
import type { ListChanges } from './list/lists';
import type { LibraryFolders } from './list/subjects';
import type { Subject, View } from './list/view';
import type { GalleryModel } from './picture';

export type { GalleryCell, GalleryChange, GalleryLibrary, GalleryLook, GalleryPlace } from './engine';

export interface GalleryOptions extends WorkerOptions {
  /** Absolute path of the folder in which indexes are kept; undefined: nothing outlives the process. */
  readonly cacheFolder: string | undefined;
}

/**
 * All galleries of a host: the index of their pictures and the lists that pages show of it, on a thread of its own that
 * starts with the first call. Lists are known by their revision, pictures by their place in a list.
 */
export class Gallery {
  private readonly listeners = new Set<(change: GalleryChange) => void>();
  private library: GalleryLibrary | undefined;
  private thread: GalleryThread | undefined;

  constructor(private readonly options: GalleryOptions) {}

  /** Called when pictures come, change or go, and now and then while they are read. @returns what ends it */
  onChange(listener: (change: GalleryChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Opens the library: returns when what is known of earlier runs can be listed, and looks for changes behind that. */
  async open(library: GalleryLibrary): Promise<void> {
    const thread = this.started();
    this.library = library;
    await thread.call('open', library);
  }

  /** Has other folders in the library; absolute paths. */
  async setFolders(folders: LibraryFolders): Promise<void> {
    if (this.library) this.library = { ...this.library, ...folders };
    await this.call('setFolders', folders);
  }

  /** Takes in what has changed of the models. */
  async setModels(models: readonly GalleryModel[]): Promise<void> {
    if (this.library) this.library = { ...this.library, models };
    await this.call('setModels', models);
  }

  /** Makes a list. @param active the path of a picture that is to be found in it */
  look(subject: Subject, view: View, active?: string): Promise<GalleryLook> {
    return this.call('look', subject, view, active);
  }

  /** Some cells of a list from a place on; none where the list is not held any more. */
  cells(revision: number, from: number, count: number): Promise<readonly GalleryCell[]> {
    return this.call('cells', revision, from, count);
  }

  /** The cells of what is selected, by the first and last place of each run; without what is gone. */
  selected(revision: number, runs: readonly (readonly [number, number])[]): Promise<readonly GalleryCell[]> {
    return this.call('selected', revision, runs);
  }

  /** One place with its picture read again, prompts included. */
  place(revision: number, at: number): Promise<GalleryPlace | undefined> {
    return this.call('place', revision, at);
  }

  /** The places of pictures in a list, as runs of first and last; those that are not in it are left out. */
  placesOf(revision: number, paths: readonly string[]): Promise<readonly (readonly [number, number])[]> {
    return this.call('placesOf', revision, paths);
  }

  /** What can be picked to filter a list by; undefined where it is not held any more. */
  facets(revision: number): Promise<Facets | undefined> {
    return this.call('facets', revision);
  }

  /** Absolute paths of all pictures of a subject, also of those that are copies. */
  picturesOf(subject: Subject): Promise<readonly string[]> {
    return this.call('picturesOf', subject);
  }

  /** What has changed of a list since it was made, or since that was told last. */
  changes(revision: number): Promise<ListChanges | undefined> {
    return this.call('changes', revision);
  }

  /** A list is not needed any more. */
  drop(revision: number): Promise<void> {
    return this.call('drop', revision);
  }

  /**
   * Looks for what is new, has changed or has gone; resolves when all of it is read.
   * @param paths absolute paths of pictures, records or folders; undefined for all
   */
  refresh(paths?: readonly string[]): Promise<void> {
    return this.call('refresh', paths);
  }

  /** Ends the thread; what was read so far is kept. */
  async close(): Promise<void> {
    const { thread } = this;
    this.thread = undefined;
    this.listeners.clear();
    await thread?.close();
  }

  private call<Method extends EngineMethod>(method: Method, ...params: Parameters<GalleryEngine[Method]>) {
    return this.started().call(method, ...params);
  }

  /** A thread that has crashed is replaced, and opens what the one before had open; its lists are gone. */
  private started(): GalleryThread {
    if (this.thread && !this.thread.hasEnded) return this.thread;
    this.thread = new GalleryThread(this.options, (change) => {
      for (const listener of this.listeners) listener(change);
    });
    if (this.library) void this.thread.call('open', this.library).catch(() => undefined);
    return this.thread;
  }
}
