import { stat } from 'node:fs/promises';
import { Indexer, type IndexerOptions, type IndexProgress } from './index/indexer';
import { galleryPicture, pathOf } from './index/indexedPicture';
import type { FoundMarks } from './index/lostMarks';
import { readPicture } from './index/readPicture';
import { Catalogue, type ListedPicture } from './list/catalogue';
import type { Facets } from './list/facets';
import { GalleryLists, type ListChanges, type Place } from './list/lists';
import type { LibraryFolders } from './list/subjects';
import type { ListGroup, Subject, View } from './list/view';
import type { GalleryModel, GalleryPicture } from './picture';
import { isOwn, shownLevel } from './query/shownLevel';
import { faultText } from './index/faults';

/** What a gallery shows: folders of the library (models and example images), and its models. */
export interface GalleryLibrary extends LibraryFolders {
  readonly models: readonly GalleryModel[];
}

/** A list as a page needs it, apart from its pictures. */
export interface GalleryLook {
  readonly revision: number;
  readonly found: number;
  readonly all: number;
  readonly groups: readonly ListGroup[];
  /** Where the picture is that was asked for. */
  readonly active?: number | undefined;
  readonly filterProblem?: string | undefined;
  readonly indexing?: IndexProgress | undefined;
}

/** What the grid shows of one place. */
export interface GalleryCell {
  /** Of the picture, or of the model file. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'image' | 'video' | 'model';
  readonly mtimeMs: number;
  readonly size: number;
  /** Pixels; 0 where they are not known. */
  readonly width: number;
  readonly height: number;
  /** The bit of its level; undefined where it is not known. */
  readonly level?: number | undefined;
  readonly favourite?: boolean | undefined;
  readonly rating?: number | undefined;
  /** So many other files hold the same picture. */
  readonly copies: number;
  readonly fingerprint: string;
  /** Why it cannot be shown, in words. */
  readonly problem?: string | undefined;
  /** It went since the list was made. */
  readonly isGone: boolean;
  /** Absolute path of the model of the library that it shows. */
  readonly owner?: string | undefined;
  /** It did not come from Civitai, so that no level is missing. */
  readonly isOwn: boolean;
  /** Of the card of a model, absolute path of its preview, and when that was changed last. */
  readonly preview?: string | undefined;
  readonly previewMs?: number | undefined;
  /** Of the card of a model, what it is: its version, base model and type, as far as they are known. */
  readonly facts?: readonly string[] | undefined;
}

/** One place with all that is known of it. */
export interface GalleryPlace {
  readonly cell: GalleryCell;
  /** Read again, with its prompts; undefined for a model, and for what is gone. */
  readonly picture?: GalleryPicture | undefined;
  /** Other files that hold the same picture; absolute paths. */
  readonly copies: readonly string[];
  /** The model of the library that it shows, or that is the card. */
  readonly owner?: GalleryModel | undefined;
}

/** What is told without being asked. */
export interface GalleryChange {
  /** For each list that is held and of which something has changed. */
  readonly lists: readonly ListChanges[];
  readonly indexing?: IndexProgress | undefined;
  /** Marks of pictures that were moved without their sidecars: to be written beside them. */
  readonly found: readonly FoundMarks[];
}

export interface EngineOptions extends Pick<IndexerOptions, 'cacheFolder' | 'read' | 'reader'> {
  readonly onChange: (change: GalleryChange) => void;
}

/** While much is read, pages are told of it no more often. */
const TELL_MS = 1000;
const MOST_CELLS = 1000;

/** Index and lists of all galleries, on the thread that it is called on. */
export class GalleryEngine {
  private readonly indexer: Indexer;
  private readonly catalogue: Catalogue;
  private readonly lists: GalleryLists;
  /** Ends what is read now, and what waits to be read. */
  private round = new AbortController();
  /** Folders of pictures that were looked at, which need not be of the library. */
  private readonly folders = new Set<string>();
  private library: GalleryLibrary = { roots: [], models: [] };
  private running: Promise<void> = Promise.resolve();
  private found: FoundMarks[] = [];
  private toldAt = -Infinity;

  constructor(private readonly options: EngineOptions) {
    this.indexer = new Indexer({
      ...options,
      onChange: (indexing, found) => {
        this.found.push(...found);
        this.tell(indexing);
      },
    });
    this.catalogue = new Catalogue(this.indexer.index);
    this.lists = new GalleryLists(this.indexer.index, this.catalogue, () => {
      const { roots, creators } = this.library;
      return { roots, creators };
    });
  }

  /** Reads what is known of the library from earlier runs, and looks for what is new behind its back. */
  async open(library: GalleryLibrary): Promise<void> {
    this.library = library;
    await this.indexer.open(library.roots);
    this.catalogue.setModels(library.models, library.roots);
    void this.refresh();
  }

  /**
   * Has other folders in the library: what is known of the new ones can be listed when it returns, pictures of those that
   * are left are gone. What was being read goes on behind it.
   */
  async setFolders(folders: LibraryFolders): Promise<void> {
    this.library = { ...this.library, ...folders };
    this.round.abort();
    this.round = new AbortController();
    this.running = this.running.then(async () => {
      await this.indexer.settle();
      await this.indexer.setRoots([...this.library.roots, ...this.folders]);
      this.catalogue.setModels(this.library.models, this.library.roots);
      this.tell(undefined);
    });
    const done = this.running;
    void this.refresh();
    await done;
  }

  /** Takes in what has changed of the models. */
  setModels(models: readonly GalleryModel[]): void {
    const stateOf = ({ preview = '', previewMs = 0 }: GalleryModel) => `${preview}\0${previewMs}`;
    const known = new Set(this.library.models.map(stateOf));
    this.library = { ...this.library, models };
    this.catalogue.setModels(models, this.library.roots);
    const previews = models.flatMap((model) =>
      model.preview === undefined || known.has(stateOf(model)) ? [] : [model.preview],
    );
    if (previews.length > 0) void this.refresh(previews);
    else this.tell(this.indexer.indexing);
  }

  /**
   * Makes a list. Folders of pictures that no list shows yet are looked through: they may not have been watched.
   * @param active the path of a picture that is to be found in it
   */
  async look(subject: Subject, view: View, active?: string): Promise<GalleryLook> {
    if (subject.kind === 'pictures') {
      for (const path of subject.paths) this.folders.add(path);
      await this.indexer.open(subject.paths);
      if (!this.lists.holds(subject)) void this.refresh(subject.paths);
    }
    const list = this.lists.look(subject, view);
    const place = active === undefined ? undefined : this.lists.placeOf(list, active);
    return {
      revision: list.revision,
      found: list.places.length,
      all: list.all,
      groups: list.groups,
      ...(place !== undefined && { active: place }),
      ...(list.filterProblem !== undefined && { filterProblem: list.filterProblem }),
      ...(this.indexer.indexing && { indexing: this.indexer.indexing }),
    };
  }

  /** Some places of a list; none where it is not held any more. */
  cells(revision: number, from: number, count: number): readonly GalleryCell[] {
    const places = this.lists.get(revision)?.places ?? [];
    return places.slice(from, from + Math.min(count, MOST_CELLS)).map(cellOf);
  }

  /** Cells of the pictures at some runs of places (first and last of each), without those that are gone. */
  selected(revision: number, runs: readonly (readonly [number, number])[]): readonly GalleryCell[] {
    const places = this.lists.get(revision)?.places ?? [];
    return runs.flatMap(([first, last]) =>
      places
        .slice(first, last + 1)
        .filter(({ isGone }) => !isGone)
        .map(cellOf),
    );
  }

  /** One place, of which the picture is read again. */
  async place(revision: number, at: number): Promise<GalleryPlace | undefined> {
    const place = this.lists.get(revision)?.places[at];
    if (!place) return undefined;
    const { listed } = place;
    const picture = 'id' in listed && !place.isGone ? await this.readAgain(listed) : undefined;
    return { cell: cellOf(place), picture, copies: this.copiesOf(listed), owner: listed.owner };
  }

  /** The places of pictures in a list, as runs of first and last; those that are not in it are left out. */
  placesOf(revision: number, paths: readonly string[]): readonly (readonly [number, number])[] {
    const list = this.lists.get(revision);
    const places = list ? paths.flatMap((path) => this.lists.placeOf(list, path) ?? []) : [];
    return [...new Set(places)].sort((one, other) => one - other).map((place) => [place, place] as const);
  }

  facets(revision: number): Facets | undefined {
    const list = this.lists.get(revision);
    return list && this.lists.facets(list);
  }

  /** Absolute paths of all pictures of a subject, also of those that are copies. */
  picturesOf(subject: Subject): readonly string[] {
    return this.lists.picturesOf(subject).map(({ picture }) => pathOf(picture));
  }

  /** What has changed of a list since it was made or asked for last. */
  changes(revision: number): ListChanges | undefined {
    const list = this.lists.get(revision);
    return list && this.lists.changes(list);
  }

  /** A page was closed, or shows a later list. */
  drop(revision: number): void {
    this.lists.drop(revision);
  }

  /** Looks for what is new, has changed or has gone. @param paths of pictures, records or folders; undefined for all */
  refresh(paths?: readonly string[]): Promise<void> {
    const { signal } = this.round;
    this.running = this.running.then(async () => {
      if (signal.aborted) return;
      const previews = this.library.models.flatMap(({ preview }) => preview ?? []);
      const wanted = paths?.filter((path) => this.indexer.mayHave(path) || previews.includes(path));
      await this.indexer.refresh(wanted ?? [...this.indexer.roots, ...previews], signal);
    });
    return this.running;
  }

  /** Ends what is under way; what was read until then is kept. */
  async close(): Promise<void> {
    this.round.abort();
    await this.running;
    await this.indexer.settle();
  }

  private async readAgain({ picture: known }: ListedPicture): Promise<GalleryPicture> {
    const path = pathOf(known);
    try {
      const { picture, prompt, negative } = await readPicture(path, await stat(path), true);
      const { favourite, rating, tags } = known;
      // Marks that were found again may not be written yet.
      return { favourite, rating, tags, ...galleryPicture(picture), prompt, negative };
    } catch {
      return galleryPicture(known);
    }
  }

  private copiesOf(listed: Place['listed']): readonly string[] {
    if (!('id' in listed) || listed.twins === undefined) return [];
    return this.catalogue
      .all()
      .flatMap((one) =>
        one && one.twins === listed.twins && one.id !== listed.id ? [pathOf(one.picture)] : [],
      );
  }

  private tell(indexing: IndexProgress | undefined): void {
    const now = performance.now();
    if (indexing && now - this.toldAt < TELL_MS) return;
    const found = this.found;
    this.found = [];
    const lists = this.lists.revisions
      .flatMap((revision) => this.changes(revision) ?? [])
      .filter(({ altered, gone, added }) => altered.length + gone.length + added > 0);
    this.options.onChange({ lists, found, ...(indexing && { indexing }) });
    // To compare lists takes its time, too.
    this.toldAt = performance.now();
  }
}

function cellOf({ listed, isGone }: Place): GalleryCell {
  const { picture, owner, copies } = listed;
  const { name, kind, mtimeMs, size, width = 0, height = 0, favourite, rating, fingerprint, fault } = picture;
  const isCard = kind === 'model';
  const level = shownLevel(listed);
  return {
    path: isCard && owner ? owner.path : pathOf(picture),
    name,
    kind,
    mtimeMs,
    size,
    width,
    height,
    copies,
    fingerprint,
    isGone,
    isOwn: isOwn(listed),
    ...(owner && { owner: owner.path }),
    ...(level !== undefined && { level }),
    ...(favourite !== undefined && { favourite }),
    ...(rating !== undefined && { rating }),
    ...(fault && { problem: faultText(fault, picture) }),
    ...(isCard && owner?.preview !== undefined && { preview: owner.preview, previewMs: owner.previewMs }),
    ...(isCard && owner && { facts: [owner.version, owner.baseModel, owner.type].flatMap((fact) => fact ?? []) }), // prettier-ignore
  };
}
