import { isDeepStrictEqual } from 'node:util';
import type { PictureIndex } from '../index/pictureIndex';
import { parseQuery } from '../query/galleryQuery';
import type { Catalogue, ListedModel, ListedPicture } from './catalogue';
import { facetsOf, type Facets } from './facets';
import { filtered, filteredModels, withoutCopies } from './filtered';
import { grouped, groupsOf, labelsOf, type LabelOf } from './groups';
import { ordered } from './orders';
import { belongsTo, type LibraryFolders } from './subjects';
import type { ListGroup, Subject, View } from './view';

type Listed = ListedPicture | ListedModel;

/** What is known of one place of a list. */
export interface Place {
  readonly listed: Listed;
  /** The picture went since: its place stays as a hole. */
  readonly isGone: boolean;
}

/** A list as it was made: its places stay what they are until the page asks for another list. */
export interface GalleryList {
  readonly revision: number;
  readonly subject: Subject;
  readonly view: View;
  readonly places: Place[];
  readonly groups: readonly ListGroup[];
  /** How many there are without the filter. */
  readonly all: number;
  readonly filterProblem?: string | undefined;
}

/** What has changed since a list was made, or since it was asked for last. */
export interface ListChanges {
  readonly revision: number;
  readonly altered: readonly number[];
  readonly gone: readonly number[];
  /** So many pictures a list made now would have beside those of this one. */
  readonly added: number;
}

/** All of a subject in an order, without a filter: what each letter of a filter is tried on. */
type Base = {
  readonly key: string;
  /** Of the catalogue that it was made of. */
  readonly state: string;
  readonly all: number;
  readonly labelOf: LabelOf;
} & (
  | { readonly show: 'pictures'; readonly listed: readonly ListedPicture[] }
  | { readonly show: 'models'; readonly listed: readonly ListedModel[] }
);

/** So many lists are held at a time: one for each page, and those before it while it is replaced. */
const LISTS = 24;
const BASES = 4;

/** Makes the lists of galleries, and tells what becomes of them. */
export class GalleryLists {
  private readonly lists = new Map<number, GalleryList>();
  private bases: Base[] = [];
  private lastRevision = 0;

  constructor(
    private readonly index: PictureIndex,
    private readonly catalogue: Catalogue,
    private readonly library: () => LibraryFolders,
  ) {}

  look(subject: Subject, view: View): GalleryList {
    const { listed, groups, all, filterProblem } = this.make(subject, view);
    const list: GalleryList = {
      revision: ++this.lastRevision,
      subject,
      view,
      places: listed.map((one) => ({ listed: one, isGone: false })),
      groups,
      all,
      ...(filterProblem !== undefined && { filterProblem }),
    };
    this.lists.set(list.revision, list);
    for (const revision of this.lists.keys()) if (this.lists.size > LISTS) this.lists.delete(revision);
    return list;
  }

  /** Undefined where a list is not held any more. */
  get(revision: number): GalleryList | undefined {
    const list = this.lists.get(revision);
    // Where there are too many, the one goes that was not asked about for longest.
    if (list && this.lists.delete(revision)) this.lists.set(revision, list);
    return list;
  }

  /** A page was closed, or has a later list. */
  drop(revision: number): void {
    this.lists.delete(revision);
  }

  /** Whether there is a list of the very same. */
  holds(subject: Subject): boolean {
    return [...this.lists.values()].some((list) => isDeepStrictEqual(list.subject, subject));
  }

  get revisions(): readonly number[] {
    return [...this.lists.keys()];
  }

  /** All pictures of a subject, also those that are copies. */
  picturesOf(subject: Subject): readonly ListedPicture[] {
    const belongs = belongsTo(subject, this.library());
    return this.catalogue.all().flatMap((one) => (one && belongs(one) ? [one] : []));
  }

  /** What can be picked for a list: of its subject, whatever the filter leaves of it. */
  facets({ subject, view }: GalleryList): Facets {
    return facetsOf(this.base(subject, view).listed);
  }

  /** Where a path is in a list. @param path of a picture, or of a model among models */
  placeOf({ places, view }: GalleryList, path: string): number | undefined {
    const isModels = view.show === 'models';
    const id = isModels ? undefined : this.index.idOf(path);
    if (!isModels && id === undefined) return undefined;
    const twins = id === undefined ? undefined : this.catalogue.all()[id]?.twins;
    const isIt = ({ listed }: Place) =>
      'id' in listed
        ? listed.id === id || (twins !== undefined && listed.twins === twins)
        : listed.owner.path === path;
    const place = places.findIndex(isIt);
    return place < 0 ? undefined : place;
  }

  /** Compares a list with the index as it is now. What it tells, it tells once. */
  changes(list: GalleryList): ListChanges {
    const altered: number[] = [];
    const gone: number[] = [];
    const now = this.current(list);
    list.places.forEach((place, at) => {
      const newer = now(place.listed);
      if (!newer) {
        if (!place.isGone) gone.push(at);
        list.places[at] = { ...place, isGone: true };
      } else if (newer !== place.listed || place.isGone) {
        altered.push(at);
        list.places[at] = { listed: newer, isGone: false };
      }
    });
    return { revision: list.revision, altered, gone, added: this.added(list) };
  }

  private current({ view }: GalleryList): (listed: Listed) => Listed | undefined {
    if (view.show === 'models') {
      const cards = new Map(this.catalogue.cards().map((card) => [card.owner.path, card]));
      return (listed) => (listed.owner ? cards.get(listed.owner.path) : undefined);
    }
    const all = this.catalogue.all();
    return (listed) => ('id' in listed ? all[listed.id] : undefined);
  }

  private added(list: GalleryList): number {
    const key = (listed: Listed) => ('id' in listed ? (listed.twins ?? listed.id) : listed.owner.path);
    const known = new Set(list.places.map(({ listed }) => key(listed)));
    return this.make(list.subject, list.view).listed.filter((listed) => !known.has(key(listed))).length;
  }

  private make(subject: Subject, view: View) {
    const base = this.base(subject, view);
    const query = parseQuery(view.filter);
    const listed: readonly Listed[] =
      base.show === 'models'
        ? filteredModels(base.listed, query)
        : withoutCopies(filtered(base.listed, query, this.index));
    return {
      listed,
      all: base.all,
      groups: groupsOf(listed, view.group, base.labelOf),
      filterProblem: query.problem,
    };
  }

  private base(subject: Subject, { show, order, group, seed }: View): Base {
    const { state } = this.catalogue;
    const key = JSON.stringify([subject, show, order, group, order === 'random' ? seed : 0, this.library()]);
    const known = this.bases.find((base) => base.state === state && base.key === key);
    if (known) return known;
    const belongs = belongsTo(subject, this.library());
    // Cards of models are not grouped by themselves.
    const by = show === 'models' && group === 'model' ? 'none' : group;
    const labelOf = labelsOf(
      by,
      subject.kind === 'pictures' ? subject.paths : this.library().roots,
      (picture) => this.catalogue.usage().checkpoint(picture)?.name,
    );
    const inOrder = <One extends Listed>(all: readonly (One | undefined)[]): readonly One[] => {
      const those = all.filter((one): one is One => one !== undefined && belongs(one));
      const sorted = ordered(those, order, { seed, usage: () => this.catalogue.usage() });
      return by === 'none' ? sorted : grouped(sorted, labelOf);
    };
    const base = show === 'models' ? this.cards(inOrder) : this.pictures(inOrder);
    const made: Base = { ...base, key, state, labelOf };
    // Those of an earlier state are of no use any more.
    this.bases = [made, ...this.bases.filter((other) => other.state === state)].slice(0, BASES);
    return made;
  }

  private cards(inOrder: (all: readonly ListedModel[]) => readonly ListedModel[]) {
    const listed = inOrder(this.catalogue.cards());
    return { show: 'models', listed, all: listed.length } as const;
  }

  private pictures(inOrder: (all: readonly (ListedPicture | undefined)[]) => readonly ListedPicture[]) {
    const listed = inOrder(this.catalogue.all());
    return { show: 'pictures', listed, all: withoutCopies(listed).length } as const;
  }
}
