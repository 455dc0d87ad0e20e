import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { listImages } from '../../civitai/imagePages';
import type { CivitaiImage } from '../../civitai/imageSchemas';
import type { VersionFile } from '../../civitai/schemas';
import { ImageIndex } from '../../images/imageIndex';
import { imageKey } from '../../images/imageRecord';
import { isModelFile } from '../../models/modelFile';
import { isUnreachable } from '../../problem/codes';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import { chooseFile } from '../chooseFile';
import { DownloadLog } from '../log/downloadLog';
import { sameUser, userFolder } from '../userFolder';
import { FoundModels } from './foundModels';
import { listCreator } from './listCreator';
import { folderKey, planPlaces, versionsOf, type CreatorVersion, type FolderOwner } from './places';
import { pictureOf } from './pictureOf';
import type {
  CreatorDeps,
  CreatorPlan,
  CreatorSettings,
  FileState,
  PlannedImage,
  PlannedVersion,
} from './types';

interface FoundFile {
  readonly file: VersionFile | undefined;
  readonly state: FileState;
  readonly path: string | undefined;
}

type ImagesOfVersion = Pick<PlannedVersion, 'images' | 'imagesDone' | 'imagesGone'>;

/**
 * Finds out what there is to download of a creator. Writes nothing but what the journal of an earlier run has for its log.
 * @param username as it was given; Civitai's spelling counts
 * @throws Problem of the list of models, `not_found` where there are none, `not_json` of a log that cannot be read
 */
export async function planCreator(
  username: string,
  settings: CreatorSettings,
  deps: CreatorDeps,
  signal: AbortSignal | undefined,
): Promise<CreatorPlan> {
  const { models, profileCount, problem } = await listCreator(deps.civitai, username, signal);
  const name = models.map(({ creator }) => creator?.username).find((each) => each !== undefined) ?? username;
  const { path: folder } = await userFolder(settings.root, name);
  const log = await DownloadLog.openOf(settings.logDirectory, name);
  const wanted = settings.types?.map((type) => type.toLowerCase());
  const all = versionsOf(models);
  const versions = all.filter(({ model }) => wanted?.includes(model.type?.toLowerCase() ?? '') ?? true);
  const plan = new Planner(name, folder, log, settings, deps, signal);
  const files = await plan.files(versions);
  const paths = new Map(
    [...files].flatMap(([id, { path }]) => (path === undefined ? [] : [[id, path] as const])),
  );
  const places = planPlaces(folder, versions, paths, plan.owners(paths));
  const index = await ImageIndex.read(folder, signal);
  const images = await plan.images(versions, index);
  return {
    username: name,
    folder,
    log,
    index,
    listed: models.length,
    profileCount,
    problems: [...(problem ? [problem] : []), ...plan.problems],
    versions: versions.map((version) => ({
      ...version,
      folder: places.get(version.versionId) ?? folder,
      ...(files.get(version.versionId) ?? { file: undefined, state: 'none', path: undefined }),
      ...(images.get(version.versionId) ?? { images: [], imagesDone: 0, imagesGone: 0 }),
    })),
  };
}

class Planner {
  readonly problems: Problem[] = [];
  private readonly found: FoundModels;

  constructor(
    private readonly username: string,
    folder: string,
    private readonly log: DownloadLog,
    private readonly settings: CreatorSettings,
    private readonly deps: CreatorDeps,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.found = FoundModels.read(folder);
  }

  /** The model file of each version, and where it is. */
  async files(versions: readonly CreatorVersion[]): Promise<Map<number, FoundFile>> {
    const files = new Map<number, FoundFile>();
    // What the log has goes first, so that none of it is taken for a file of another version.
    for (const { versionId } of versions) {
      const path = this.log.success(versionId, 'lora')?.path;
      if (path !== undefined) this.found.take(path);
    }
    for (const version of versions) {
      this.signal?.throwIfAborted();
      files.set(version.versionId, await this.fileOf(version));
    }
    return files;
  }

  private async fileOf({ version, versionId }: CreatorVersion): Promise<FoundFile> {
    const known = this.log.success(versionId, 'lora');
    const file = modelFileOf(version);
    if (known && (known.path === undefined || (await isFile(known.path))))
      return { file, state: 'done', path: known.path };
    if (!file) return { file, state: known ? 'done' : 'none', path: undefined };
    const path = await this.found.find(file, this.deps.sha256Of);
    if (path !== undefined) return { file, state: 'adopted', path };
    if (known && !this.settings.fetchDeleted) return { file, state: 'done', path: undefined };
    return { file, state: this.log.goneSince(versionId, 'lora') ? 'gone' : 'missing', path: undefined };
  }

  /** What the folders of a creator have besides. @param paths files of listed versions */
  owners(paths: ReadonlyMap<number, string>): Map<string, FolderOwner> {
    const owners = new Map<string, FolderOwner>(
      this.found.rest.map((path) => [folderKey(dirname(path)), 'foreign']),
    );
    for (const { id, type, path } of this.log.successes)
      if (type === 'lora' && typeof id === 'number' && path !== undefined && !paths.has(id))
        owners.set(folderKey(dirname(path)), id);
    return owners;
  }

  /** The example images of each version: the creator's own, each with the first version that shows it. */
  async images(
    versions: readonly CreatorVersion[],
    index: ImageIndex,
  ): Promise<Map<number, ImagesOfVersion>> {
    const images = new Map<number, ImagesOfVersion>();
    const seen = new Set<string>();
    for (const { versionId } of versions) {
      const planned: PlannedImage[] = [];
      let [imagesDone, imagesGone] = [0, 0];
      try {
        for await (const image of this.listed(versionId)) {
          const key = imageKey(image);
          if (key === undefined || seen.has(key)) continue;
          seen.add(key);
          const state = await this.stateOf(image, key, index);
          if (state === 'done') imagesDone++;
          else if (state === 'gone') imagesGone++;
          else if (state !== 'none') planned.push({ key, image, state });
        }
      } catch (error) {
        this.signal?.throwIfAborted();
        const problem = toProblem(error, this.username);
        this.problems.push(problem);
        if (isUnreachable(problem)) break;
      } finally {
        images.set(versionId, { images: planned, imagesDone, imagesGone });
      }
    }
    return images;
  }

  private async *listed(modelVersionId: number): AsyncGenerator<CivitaiImage> {
    const { levels, limit } = this.settings;
    const { username, signal } = this;
    const ask = (query: Parameters<ReturnType<CreatorDeps['civitai']>['images']>[0]) => this.deps.civitai().images(query, signal); // prettier-ignore
    let count = 0;
    for await (const { items } of listImages(ask, { modelVersionId, username, ...(levels && { levels }) })) {
      for (const image of items) {
        // The API ignores a parameter that it does not know.
        if (image.username !== undefined && !sameUser(image.username, username)) continue;
        yield image;
        if (++count === limit) return;
      }
    }
  }

  private async stateOf(image: CivitaiImage, key: string, index: ImageIndex): Promise<FileState> {
    const known = this.log.success(key, 'image');
    const path = index.find(image);
    if (known?.path !== undefined && (known.path === path || (await isFile(known.path)))) return 'done';
    // Also where the log has another path, or none: it is to name the file as it is on the disk.
    if (path !== undefined) return 'adopted';
    // Other programs log each picture as `.jpeg`, whatever it is.
    if (known?.path !== undefined && (await pictureOf(dirname(known.path), key))) return 'done';
    if (known && (known.path === undefined || !this.settings.fetchDeleted)) return 'done';
    return this.log.goneSince(key, 'image') ? 'gone' : 'missing';
  }
}

/** The model file that is wanted of a version; undefined where it has none. */
function modelFileOf(version: CreatorVersion['version']): VersionFile | undefined {
  try {
    const file = chooseFile(version);
    return file.name === undefined || isModelFile(file.name) ? file : undefined;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return undefined;
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
