import { ByHash } from '../../models/library/knownHashes';
import { stemOf } from '../../models/modelFile';
import type { IndexedPicture } from '../index/indexedPicture';
import type { GalleryModel } from '../picture';
import { fold } from '../query/fold';

type Made = Pick<IndexedPicture, 'model' | 'loras' | 'hashes'>;

/** How many pictures were made with a model. */
export interface Usage {
  /** @param model one of the library */
  ofModel(model: GalleryModel): number;
  /** Of the checkpoint that a picture was made with. */
  ofCheckpoint(picture: Made): number;
  /** The checkpoint of the library that a picture was made with; undefined where several may be it, or none. */
  checkpoint(picture: Made): GalleryModel | undefined;
}

/** Counts the pictures that were made with each model, once a picture: by its hash, else by a name of it. */
export function usageOf(pictures: Iterable<Made>, models: readonly GalleryModel[]): Usage {
  const library = new NamedInPictures(models);
  const counts = new Map<GalleryModel, Count>();
  const others = new Map<string, Count>();
  let at = 0;
  for (const picture of pictures) {
    const { model, loras = [] } = picture;
    const hashes = library.hashesOf(picture);
    for (let place = 0; place <= loras.length; place++) {
      const name = place === 0 ? model : loras[place - 1];
      const found = library.find(name, hashes[place]);
      for (const each of found) add(counts, each, at);
      if (found.length === 0 && name !== undefined) add(others, fold(name), at);
    }
    at++;
  }
  const ofModel = (model: GalleryModel) => counts.get(model)?.pictures ?? 0;
  const checkpoints = (picture: Made) => library.find(picture.model, library.hashesOf(picture)[0]);
  return {
    ofModel,
    checkpoint: (picture) => {
      const found = checkpoints(picture);
      return found.length === 1 ? found[0] : undefined;
    },
    ofCheckpoint: (picture) => {
      const found = checkpoints(picture);
      return found.length > 0
        ? Math.max(...found.map(ofModel))
        : (others.get(fold(picture.model ?? ''))?.pictures ?? 0);
    },
  };
}

interface Count {
  pictures: number;
  /** The picture that was counted last. */
  last: number;
}

function add<Key>(counts: Map<Key, Count>, key: Key, picture: number): void {
  const count = counts.get(key);
  if (!count) counts.set(key, { pictures: 1, last: picture });
  else if (count.last !== picture) {
    count.pictures++;
    count.last = picture;
  }
}

const NOTHING: readonly never[] = [];

/** Finds models of the library as pictures name them. Many pictures name the same: each text is looked at once. */
class NamedInPictures {
  private readonly byHash = new ByHash<GalleryModel>();
  private readonly byName = new Map<string, GalleryModel[]>();
  private readonly known = {
    hash: new Map<string, readonly GalleryModel[]>(),
    name: new Map<string, readonly GalleryModel[]>(),
    hashes: new Map<string, readonly string[]>(),
  };

  constructor(models: readonly GalleryModel[]) {
    for (const model of models) {
      for (const hash of model.hashes ?? []) this.byHash.add(hash, model);
      for (const name of new Set([fold(model.name), fold(stemOf(model.path))]))
        this.byName.set(name, [...(this.byName.get(name) ?? []), model]);
    }
  }

  /** The hash tells versions of one name apart; where it says nothing, the name does. */
  find(name: string | undefined, hash: string | undefined): readonly GalleryModel[] {
    const found = hash ? remembered(this.known.hash, hash, () => this.byHash.all(hash)) : NOTHING;
    if (found.length > 0 || name === undefined) return found;
    return remembered(this.known.name, name, () => this.byName.get(fold(name)) ?? NOTHING);
  }

  /** The hashes of the checkpoint and of each LoRA; an empty one where a picture has none. */
  hashesOf({ hashes }: Made): readonly string[] {
    return hashes === undefined ? NOTHING : remembered(this.known.hashes, hashes, () => hashes.split(' '));
  }
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}
