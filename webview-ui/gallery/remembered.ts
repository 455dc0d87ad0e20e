import {
  parsePersisted,
  type GalleryPersisted,
  type GallerySubject,
  type GalleryView,
} from '../../src/protocol/gallery';

/** Milliseconds without a change until the page's state is kept. */
const KEEP_MS = 200;
/** Places of a selection whose paths are looked for, to be kept. */
export const MOST_LOOKED_AT = 5000;

type Places = NonNullable<GalleryPersisted['places']>;

const MOST_PLACES = 20;
/** They are kept as text. */
const MOST_SELECTED = 300;

/** What tells lists apart whose places are remembered: the same pictures in the same order. */
export function listKey(subject: GallerySubject, view: GalleryView): string {
  const { show, filter, order, group, seed } = view;
  return JSON.stringify([subject, show, filter.trim(), order, group, order === 'random' ? seed : 0]);
}

/** Remembers where a list is left, if not at its top; those that were left longest ago are forgotten. */
export function leavePlace(
  places: Places | undefined,
  {
    of,
    scroll,
    active,
  }: { readonly of: string; readonly scroll: number; readonly active: string | undefined },
): Places {
  const others = (places ?? []).filter((place) => place.of !== of);
  if (scroll === 0) return others;
  return [...others, { of, scroll, ...(active !== undefined && { active }) }].slice(-MOST_PLACES);
}

export function placeOf(places: Places, of: string): Places[number] | undefined {
  return places.find((place) => place.of === of);
}

/** The paths of what is selected, as far as they are known and are not too many. */
export function selectedPaths(
  places: readonly number[],
  pathOf: (place: number) => string | undefined,
): string[] {
  const paths: string[] = [];
  for (const place of places) {
    const path = pathOf(place);
    if (path !== undefined) paths.push(path);
    if (paths.length === MOST_SELECTED) break;
  }
  return paths;
}

/** The state of a page that outlives it: it is kept once nothing has changed for a moment. */
export class KeptState {
  state: GalleryPersisted | undefined;
  private keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: { readonly getState: () => unknown; readonly setState: (state: unknown) => void },
  ) {
    this.state = parsePersisted(host.getState());
  }

  /** @param make the state then, from the one before; undefined: that one stays */
  keepSoon(make: (before: GalleryPersisted | undefined) => GalleryPersisted | undefined): void {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => {
      const made = make(this.state);
      if (!made) return;
      this.state = made;
      this.host.setState(made);
    }, KEEP_MS);
  }
}
