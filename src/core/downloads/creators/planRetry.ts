import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { CivitaiImage } from '../../civitai/imageSchemas';
import { ImageIndex, isPictureName } from '../../images/imageIndex';
import { imageKey } from '../../images/imageRecord';
import { Problem } from '../../problem/problem';
import type { DownloadLog } from '../log/downloadLog';
import type { LoggedFailure } from '../log/entries';
import type { CreatorDeps, CreatorPlan, PlannedVersion } from './types';

/**
 * What failed by a log, to be downloaded into the places where it was to be. What other programs log beside images and
 * versions is left alone.
 * @throws Problem of the network
 */
export async function planRetry(
  log: DownloadLog,
  username: string,
  deps: Pick<CreatorDeps, 'civitai'>,
  signal: AbortSignal | undefined,
): Promise<CreatorPlan> {
  const planner = new RetryPlanner(deps, signal);
  for (const failure of log.failures) await planner.add(failure);
  const { index, versions, problems } = planner;
  return { username, folder: dirname(log.path), log, index, listed: 0, profileCount: undefined, versions, problems }; // prettier-ignore
}

class RetryPlanner {
  readonly index = new ImageIndex();
  readonly versions: PlannedVersion[] = [];
  readonly problems: Problem[] = [];
  private readonly read = new Set<string>();

  constructor(
    private readonly deps: Pick<CreatorDeps, 'civitai'>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async add(failure: LoggedFailure): Promise<void> {
    const { id, type, info } = failure;
    if (type !== 'image' && !(type === 'lora' && typeof id === 'number')) return;
    const { expected_file_path: path } = info;
    if (typeof path !== 'string' || !isAbsolute(path)) {
      this.problems.push(withoutPlace(id));
      return;
    }
    this.versions.push(type === 'lora' ? versionOf(failure, path) : await this.imageOf(failure, path));
  }

  private async imageOf({ id }: LoggedFailure, path: string): Promise<PlannedVersion> {
    const folder = dirname(path);
    await this.readFolder(folder);
    const listed = typeof id === 'number' ? await this.listed(id) : undefined;
    // One that is not listed any more has no address, which is how it fails then.
    const image: CivitaiImage = listed ?? (typeof id === 'number' ? { id } : {});
    const [versionId] = image.modelVersionIds ?? [];
    const version = versionId === undefined ? undefined : await this.deps.civitai().version(versionId, this.signal).catch(() => undefined); // prettier-ignore
    const state = this.index.find(image) === undefined ? 'missing' : 'adopted';
    return {
      ...NOTHING,
      folder,
      model: { ...(version?.model?.type !== undefined && { type: version.model.type }) },
      images: [{ key: String(id), image, state }],
    };
  }

  private async listed(id: number): Promise<CivitaiImage | undefined> {
    const { items } = await this.deps.civitai().images({ imageId: id }, this.signal);
    return items.find((item) => imageKey(item) === String(id));
  }

  /** Pictures that have come to be there meanwhile. */
  private async readFolder(folder: string): Promise<void> {
    if (this.read.has(folder)) return;
    this.read.add(folder);
    for (const name of await readdir(folder).catch((): string[] => [])) {
      const id = Number(name.slice(0, -extname(name).length));
      if (isPictureName(name) && Number.isSafeInteger(id)) this.index.add(join(folder, name), { id });
    }
  }
}

const NOTHING = {
  modelId: 0,
  version: {},
  versionId: 0,
  state: 'none',
  file: undefined,
  path: undefined,
  imagesDone: 0,
  imagesGone: 0,
} as const;

function versionOf({ id, info }: LoggedFailure, path: string): PlannedVersion {
  const { file_id: fileId, download_url: url } = info;
  return {
    ...NOTHING,
    model: {},
    versionId: Number(id),
    folder: dirname(path),
    state: 'missing',
    file: {
      name: basename(path),
      ...(typeof fileId === 'number' && { id: fileId }),
      ...(typeof url === 'string' && { downloadUrl: url }),
    },
    images: [],
  };
}

const withoutPlace = (id: number | string) =>
  new Problem(
    'bad_input',
    l10n.t('The log does not say where {0} is to be on this machine.', id),
    l10n.t('Download its creator again.'),
  );
