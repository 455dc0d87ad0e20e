import * as l10n from '@vscode/l10n';
import { mkdir, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { CivitaiImage } from '../civitai/imageSchemas';
import { nsfwLevelOf } from '../civitai/nsfwLevel';
import { digestOfFile } from '../files/digest';
import { resolveInside } from '../files/safeName';
import { removeDeadTemporaries } from '../files/temporaryFiles';
import type { ByteSource } from '../media/text/byteSource';
import { clearLeftovers } from '../net/download/partFile';
import { Problem } from '../problem/problem';
import { imageEnding } from './imageEnding';
import type { ImageIndex } from './imageIndex';
import { imageKey, imageUuid, type ImageModel, type ImageRecord } from './imageRecord';
import { nameImage } from './nameImage';
import type { PathTemplate } from './pathTemplate';

/** What becomes of a picture that the folder has in another place. */
export const DUPLICATE_STRATEGIES = ['skip', 'replace', 'keepBoth'] as const;

export type DuplicateStrategy = (typeof DUPLICATE_STRATEGIES)[number];

/** A file that came, under a name of its own beside where it is to be. */
export interface FetchedFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Lower case. */
  readonly sha256: string;
  /** Its first bytes. */
  readonly head: Uint8Array;
  /** All of them, of a small file that is not forced to the disk yet. */
  readonly content?: ByteSource | undefined;
}

/**
 * Downloads an address into a file beside `target`, an absolute path without ending.
 * @param options.place puts the file in its place, or throws; what it leaves there is taken away
 */
export type FetchFile = (
  url: string,
  target: string,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress: (share: number) => void;
    readonly place: (file: FetchedFile) => Promise<void>;
  },
) => Promise<void>;

/** What is known of an image. */
export interface ImageDescription {
  /** What is kept beside it. */
  readonly record: ImageRecord;
  /** What is to be told of it. */
  readonly notes: readonly string[];
  /** More is written of it once it is in its place, and the record behind that: it tells that nothing is left to do. */
  readonly isRecordLast: boolean;
}

/** Reads what is known of an image that came, before it is in its place. @param picture absolute path of that */
export type Describe = (
  file: Pick<FetchedFile, 'path' | 'content'>,
  picture: string,
  record: ImageRecord,
) => Promise<ImageDescription>;

/** What is made of an image in its place. @param described undefined where nothing is kept of it */
export type AfterSave = (
  picture: string,
  record: ImageRecord,
  described: ImageDescription | undefined,
) => Promise<{ readonly metadataPath?: string; readonly notes: readonly string[] }>;

export interface SaverOptions {
  /** The folder of images, absolute. */
  readonly folder: string;
  readonly template: PathTemplate;
  readonly skipExisting: boolean;
  readonly duplicates: DuplicateStrategy;
}

export interface SaverDeps {
  readonly fetch: FetchFile;
  readonly index: ImageIndex;
  /**
   * Takes away a file that is replaced, so that it can be brought back (absolute path).
   * @param by what comes to be in its very place, where something does
   */
  readonly hold: (path: string, by: string | undefined) => Promise<void>;
  /** Absent: nothing is kept beside images. */
  readonly describe?: Describe | undefined;
  readonly after: AfterSave;
  /** The same for a picture that is there without a record; absent where none is wanted. */
  readonly finish?: (picture: string, record: ImageRecord) => ReturnType<AfterSave>;
  readonly clock: () => Date;
}

/** What became of an image. */
export interface Saved {
  readonly state: 'completed' | 'skipped';
  readonly path: string;
  readonly metadataPath?: string;
  readonly notes: readonly string[];
}

/** Puts images in their places. */
export class ImageSaver {
  /** Folders that are there. */
  private readonly folders = new Set<string>();

  constructor(
    private readonly deps: SaverDeps,
    private readonly options: SaverOptions,
  ) {}

  /** @throws Problem of the network, of what came, or of writing */
  async save(
    image: CivitaiImage,
    model: ImageModel,
    how: { readonly signal?: AbortSignal | undefined; readonly onProgress: (share: number) => void },
  ): Promise<Saved> {
    const { deps, options } = this;
    const key = imageKey(image);
    if (key === undefined || image.url === undefined) throw withoutAddress();
    const stem = resolveInside(options.folder, options.template.path({ ...placeOf(image, model), id: key }));
    const inPlace = deps.index.at(stem);
    const isWhole = inPlace !== undefined && !deps.index.isCutOff(inPlace);
    if (isWhole && options.skipExisting) return this.finished(image, model, inPlace, stem);
    const known = deps.index.find(image);
    const elsewhere = known === inPlace ? undefined : known;
    if (elsewhere !== undefined && options.duplicates === 'skip') return duplicateOf(elsewhere);
    await this.makeFolder(dirname(stem));
    const saved: Saved[] = [];
    const place = async (fetched: FetchedFile) => {
      let isMoved = false;
      try {
        const done = await this.place(image, model, fetched, stem, { inPlace, elsewhere });
        isMoved = done.state === 'completed';
        saved.push(done);
      } finally {
        if (!isMoved) await unlink(fetched.path).catch(() => undefined);
      }
    };
    await deps.fetch(image.url, stem, { ...how, place });
    const [first] = saved;
    if (!first) throw noImage();
    return first;
  }

  private async place(
    image: CivitaiImage,
    model: ImageModel,
    fetched: FetchedFile,
    stem: string,
    { inPlace, elsewhere }: { readonly inPlace: string | undefined; readonly elsewhere: string | undefined },
  ): Promise<Saved> {
    const { deps, options } = this;
    const { path: part, bytes, sha256, head, content } = fetched;
    const ending = imageEnding(head);
    if (ending === undefined) throw noImage();
    const file = { sha256, bytes };
    const target = stem + ending;
    const same = deps.index.find({ file });
    const isTwin = same !== undefined && same !== target && same !== inPlace && same !== elsewhere;
    if (isTwin && options.duplicates === 'skip') return duplicateOf(same);
    const record = this.recordOf(image, model, file);
    const described = await deps.describe?.(fetched, target, record);
    // What is there was not known to be this image, or is to be downloaded again: it can be brought back.
    for (const old of new Set([
      inPlace,
      ...(options.duplicates === 'replace' ? [elsewhere, isTwin ? same : undefined] : []),
    ])) {
      if (old === undefined) continue;
      deps.index.remove(old);
      await deps.hold(old, old === target ? part : undefined);
    }
    await nameImage(
      part,
      target,
      described?.isRecordLast ? undefined : described?.record,
      content === undefined,
    );
    deps.index.add(target, record);
    return { state: 'completed', path: target, ...(await deps.after(target, record, described)) };
  }

  /** What a download that was killed has left undone of a picture that has its name. */
  private async finished(image: CivitaiImage, model: ImageModel, path: string, stem: string): Promise<Saved> {
    const { finish, index } = this.deps;
    await clearLeftovers(stem, path);
    await removeDeadTemporaries(dirname(path));
    if (!finish || !index.isBare(path)) return { state: 'skipped', path, notes: [] };
    const record = this.recordOf(image, model, await digestOfFile(path));
    index.add(path, record);
    return { state: 'skipped', path, ...(await finish(path, record)) };
  }

  private recordOf(image: CivitaiImage, model: ImageModel, file: ImageRecord['file']): ImageRecord {
    return {
      ...image,
      uuid: imageUuid(image.url),
      ...(Object.keys(model).length > 0 && { model }),
      file,
      downloadedAt: this.deps.clock().toISOString(),
    };
  }

  /** Once each: there are many images in one. */
  private async makeFolder(folder: string): Promise<void> {
    if (this.folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.folders.add(folder);
  }
}

const placeOf = (image: CivitaiImage, model: ImageModel) => ({
  ...model,
  baseModel: model.baseModel ?? image.baseModel,
  creator: image.username,
  nsfwLevel: nsfwLevelOf(image),
  postId: image.postId,
  createdAt: image.createdAt,
});

const duplicateOf = (path: string): Saved => ({
  state: 'skipped',
  path,
  notes: [l10n.t('The same picture is there as {0}.', basename(path))],
});

const withoutAddress = () =>
  new Problem(
    'bad_answer',
    l10n.t('Civitai gives no address for this image.'),
    l10n.t('Try it again later.'),
  );

const noImage = () =>
  new Problem(
    'bad_answer',
    l10n.t('What came is neither a picture nor a video.'),
    l10n.t('Try it again later.'),
  );
