import { basename, dirname, sep } from 'node:path';
import { contentKey, type IndexedPicture } from '../index/indexedPicture';
import type { PictureIndex } from '../index/pictureIndex';
import type { GalleryModel } from '../picture';
import { fold } from '../query/fold';
import type { Searched, SearchedTexts } from '../query/searched';
import { ownersAmong, type OwnerOf } from './owners';
import { usageOf, type Usage } from './usage';

/** A picture of the catalogue, by the number that the index gives it. */
export interface ListedPicture extends Searched {
  readonly id: number;
  readonly picture: IndexedPicture;
  /** The same for all files that hold the same picture; undefined for one that no other file holds. */
  readonly twins?: number | undefined;
}

/** A model as it stands among pictures. */
export interface ListedModel extends Searched {
  readonly owner: GalleryModel;
  readonly texts: SearchedTexts;
}

/** The pictures of an index with the models that they show, and which of them are one. */
export class Catalogue {
  private pictures: (ListedPicture | undefined)[] = [];
  private models: readonly ListedModel[] = [];
  private ownerOf: OwnerOf = () => undefined;
  private version = -1;
  private areOwnersKnown = false;
  private modelVersion = 0;
  private usageKnown: Usage | undefined;

  constructor(private readonly index: PictureIndex) {}

  /** Grows with each change of pictures or models. */
  get state(): string {
    return `${this.index.version}-${this.modelVersion}`;
  }

  /** @param roots folders of the library, absolute */
  setModels(models: readonly GalleryModel[], roots: readonly string[]): void {
    const known = new Map(this.models.map((card) => [card.owner.path, card]));
    this.models = models.map((model) => {
      const card = known.get(model.path);
      // What has not changed stays the same object, so that no page shows it again.
      return card && JSON.stringify(card.owner) === JSON.stringify(model) ? card : listedModel(model);
    });
    this.ownerOf = ownersAmong(
      this.models.map(({ owner }) => owner),
      roots,
    );
    this.modelVersion++;
    this.version = -1;
    this.areOwnersKnown = false;
  }

  /** All pictures by their numbers; what is gone is undefined. One that has not changed is the same object. */
  all(): readonly (ListedPicture | undefined)[] {
    if (this.version !== this.index.version) this.update();
    return this.pictures;
  }

  cards(): readonly ListedModel[] {
    return this.models;
  }

  /** How many pictures were made with each model. */
  usage(): Usage {
    const pictures = this.all();
    this.usageKnown ??= usageOf(
      pictures.flatMap((one) => one?.picture ?? []),
      this.models.map(({ owner }) => owner),
    );
    return this.usageKnown;
  }

  private update(): void {
    const { index, pictures: before } = this;
    this.version = index.version;
    this.usageKnown = undefined;
    const { keys, counts } = this.contents();
    const pictures: (ListedPicture | undefined)[] = new Array<undefined>(index.end);
    for (let id = 0; id < index.end; id++) {
      const picture = index.get(id);
      if (!picture) continue;
      const old = before[id];
      const twins = keys[id] === -1 || counts[keys[id] ?? -1] === 1 ? undefined : keys[id];
      const owner = this.areOwnersKnown && old?.picture === picture ? old.owner : this.ownerOf(picture);
      const copies = twins === undefined ? 0 : (counts[twins] ?? 1) - 1;
      pictures[id] =
        old?.picture === picture && old.copies === copies && old.twins === twins && old.owner === owner
          ? old
          : {
              id,
              picture,
              copies,
              owner,
              ...(twins !== undefined && { twins }),
            };
    }
    this.pictures = pictures;
    this.areOwnersKnown = true;
  }

  /** A number for each content, that of its first picture, and how many pictures have it. */
  private contents(): { readonly keys: Int32Array; readonly counts: Int32Array } {
    const { index } = this;
    const keys = new Int32Array(index.end).fill(-1);
    const counts = new Int32Array(index.end);
    const firsts = new Map<string, number>();
    for (let id = 0; id < index.end; id++) {
      const picture = index.get(id);
      const key = picture && contentKey(picture);
      if (key === undefined) continue;
      const first = firsts.get(key) ?? id;
      if (first === id) firsts.set(key, id);
      keys[id] = first;
      counts[first] = (counts[first] ?? 0) + 1;
    }
    return { keys, counts };
  }
}

function listedModel(model: GalleryModel): ListedModel {
  const { path, name, baseModel, creator, tags = [], level, mtimeMs } = model;
  const folder = dirname(path);
  return {
    picture: {
      folder: folder.endsWith(sep) ? folder : folder + sep,
      name,
      size: 0,
      mtimeMs,
      kind: 'model',
      fingerprint: '',
      ...(level !== undefined && { level }),
    },
    owner: model,
    copies: 0,
    texts: {
      prompt: '',
      negative: '',
      words: fold([name, basename(path), baseModel, creator, ...tags].join('\n')),
    },
  };
}
