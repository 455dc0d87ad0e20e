import { sep } from 'node:path';
import { fold } from '../query/fold';
import type { Searched } from '../query/searched';
import type { Subject } from './view';

type Belongs = (searched: Searched) => boolean;

/** The folders of the library; absolute. */
export interface LibraryFolders {
  readonly roots: readonly string[];
  /** Has a folder for each creator, by the name. */
  readonly creators?: string | undefined;
}

/** Whether a picture, or the card of a model, is of a subject. */
export function belongsTo(subject: Subject, { roots, creators }: LibraryFolders): Belongs {
  switch (subject.kind) {
    case 'library':
      return isBelow(roots);
    case 'pictures':
      return isBelow(subject.paths);
    case 'modelFolder': {
      const isThere = isBelow([subject.path]);
      const inFolder = startsIn(subject.path);
      return (searched) =>
        isThere(searched) || (searched.owner !== undefined && inFolder(searched.owner.path));
    }
    case 'creator': {
      const name = fold(subject.name);
      const isInFolder = creators === undefined ? () => false : isInFolderOf(name, creators);
      const isTheirs = ({ creator }: { readonly creator?: string | undefined }) =>
        creator !== undefined && fold(creator) === name;
      return ({ picture, owner }) =>
        isTheirs(picture) ||
        isInFolder(picture.folder) ||
        (owner !== undefined && (isTheirs(owner) || isInFolder(owner.path)));
    }
    case 'models': {
      const paths = new Set(subject.paths);
      return ({ owner }) => owner !== undefined && paths.has(owner.path);
    }
  }
}

const startsIn = (folder: string) => {
  const prefix = folder.endsWith(sep) ? folder : folder + sep;
  return (path: string): boolean => path.startsWith(prefix);
};

/** Whether a path is in the folder of a creator. @param name folded @param creators absolute */
function isInFolderOf(name: string, creators: string): (path: string) => boolean {
  const isThere = startsIn(creators);
  const start = creators.endsWith(sep) ? creators.length : creators.length + 1;
  const known = new Map<string, boolean>();
  return (path) => {
    let found = known.get(path);
    if (found === undefined) {
      const [user = ''] = path.slice(start).split(sep);
      found = isThere(path) && fold(user) === name;
      known.set(path, found);
    }
    return found;
  };
}

function isBelow(paths: readonly string[]): Belongs {
  const prefixes = paths.map(startsIn);
  const files = new Set(paths);
  const known = new Map<string, boolean>();
  return ({ picture: { folder, name } }) => {
    let found = known.get(folder);
    if (found === undefined) {
      found = prefixes.some((isIn) => isIn(folder));
      known.set(folder, found);
    }
    return found || files.has(folder + name);
  };
}
