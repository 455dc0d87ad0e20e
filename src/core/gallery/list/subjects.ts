import { sep } from 'node:path';
import { fold } from '../query/fold';
import type { Searched } from '../query/searched';
import type { Subject } from './view';

type Belongs = (searched: Searched) => boolean;

/** Whether a picture, or the card of a model, is of a subject. @param library folders of the library, absolute */
export function belongsTo(subject: Subject, library: readonly string[]): Belongs {
  switch (subject.kind) {
    case 'library':
      return isBelow(library);
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
      return ({ picture, owner }) =>
        (owner?.creator !== undefined && fold(owner.creator) === name) ||
        (picture.creator !== undefined && fold(picture.creator) === name);
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
