import pLimit from 'p-limit';
import { join } from 'node:path';
import type { DatasetPictures } from '../../media/datasetPictures';
import type { Inspected } from '../../media/pictureFacts';
import type { OnProgress } from '../../progress/progress';
import { Meter } from '../../progress/meter';
import type { Finding } from '../finding';
import type { TrainingFile } from '../job/trainingFile';
import { readCaption, type Caption } from './caption';
import { datasetOptions, type DatasetOptions } from './datasetOptions';
import { captionFindings } from './findings/captionFindings';
import { duplicateFindings } from './findings/duplicateFindings';
import { folderFault, folderFindings } from './findings/folderFindings';
import { limited } from './findings/limited';
import { maskFindings } from './findings/maskFindings';
import { pictureFindings } from './findings/pictureFindings';
import { countFindings, settingFindings } from './findings/settingFindings';
import { readFolder, type FolderContent } from './folder';
import { stemOf, type Ending } from './pictureNames';
import { subsetsOf, type SubsetSettings } from './subsets';

/** A picture of a training, read to its last pixel, with what belongs to it. */
export interface ScannedPicture {
  readonly name: string;
  readonly path: string;
  readonly ending: Ending;
  readonly inspected: Inspected;
  /** Undefined where there is no file of that name. */
  readonly caption: Caption | undefined;
  readonly mask: ScannedMask | undefined;
}

export interface ScannedMask {
  readonly name: string;
  readonly path: string;
  readonly inspected: Inspected;
}

export interface ScannedSubset {
  readonly settings: SubsetSettings;
  /** Empty where the folder cannot be read. */
  readonly pictures: readonly ScannedPicture[];
  readonly content: FolderContent | undefined;
  /** Undefined where there are none, or their folder cannot be read. */
  readonly masks: FolderContent | undefined;
}

/** Everything that is known of the pictures of a training, and what there is to say about them. */
export interface DatasetScan {
  readonly options: DatasetOptions;
  readonly subsets: readonly ScannedSubset[];
  /** The first ones of each kind. */
  readonly findings: readonly Finding[];
  /** All of them. */
  readonly allFindings: readonly Finding[];
}

export interface ScanOptions {
  readonly pictures: DatasetPictures;
  /** Fewer are an error, unless the training asks for fewer. */
  readonly minimumPictures?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** As the settings have it by default. */
const MINIMUM_PICTURES = 8;

/**
 * Reads every picture and caption of a training, each once, and says everything that is wrong with them.
 * @param toPath makes an absolute path of what the user wrote; undefined where a variable in it has no value
 * @throws the signal's reason, or a Problem where no picture at all can be read on this system
 */
export async function scanPictures(
  training: TrainingFile,
  toPath: (text: string) => string | undefined,
  scanOptions: ScanOptions,
): Promise<DatasetScan> {
  const { signal } = scanOptions;
  const options = datasetOptions(training);
  const settings = subsetsOf(training, toPath, options.captionExtension);
  const meter = new Meter(scanOptions.onProgress, { rate: 'files' });
  const found: Found[] = [];
  for (const each of settings) found.push(await findFiles(each, signal));
  const files = found.reduce((sum, { content, masks }) => sum + count(content) + count(masks), 0);
  meter.enter('reading', { files });
  const reader = new Reader(scanOptions.pictures, meter, signal);
  const subsets: ScannedSubset[] = [];
  for (const each of found) subsets.push(await readSubset(each, reader, options));
  const faults = found.flatMap(({ fault }) => (fault ? [fault] : []));
  const minimum = training.minimum_pictures ?? scanOptions.minimumPictures ?? MINIMUM_PICTURES;
  const findings = [
    ...faults,
    ...settingFindings(training, subsets),
    // A folder that is not there has too few pictures as well, but that is not what to say about it.
    ...(faults.length > 0 ? [] : countFindings(subsets, minimum)),
    ...subsets.flatMap((subset) => findingsOf(subset, options)),
    ...(await duplicateFindings(subsets, signal)),
  ];
  return { options, subsets, findings: limited(findings), allFindings: findings };
}

function findingsOf(subset: ScannedSubset, options: DatasetOptions): Finding[] {
  return [
    ...folderFindings(subset),
    ...subset.pictures.flatMap((picture) => pictureFindings(subset.settings, picture, options)),
    ...captionFindings(subset, options),
    ...maskFindings(subset),
  ];
}

interface Found {
  readonly settings: SubsetSettings;
  readonly content: FolderContent | undefined;
  readonly masks: FolderContent | undefined;
  readonly fault: Finding | undefined;
}

async function findFiles(settings: SubsetSettings, signal: AbortSignal | undefined): Promise<Found> {
  const { folder, masks } = settings;
  const read = async (path: string | undefined, option: string, named: string) => {
    if (path === undefined) return folderFault(option, named, undefined);
    try {
      return await readFolder(path, signal);
    } catch (error) {
      signal?.throwIfAborted();
      return folderFault(option, named, error);
    }
  };
  const content = await read(folder, settings.option, settings.named);
  const ofMasks =
    masks && (await read(masks.folder, settings.option.replace(/folder$/, 'masks'), masks.named));
  const isFault = (value: FolderContent | Finding | undefined): value is Finding =>
    value !== undefined && 'level' in value;
  return {
    settings,
    content: isFault(content) ? undefined : content,
    masks: isFault(ofMasks) ? undefined : ofMasks,
    fault: [content, ofMasks].find(isFault),
  };
}

const count = (content: FolderContent | undefined) => content?.pictures.length ?? 0;

/** Reads files, some at a time, and counts them. */
class Reader {
  private readonly limit;

  constructor(
    private readonly pictures: DatasetPictures,
    private readonly meter: Meter,
    private readonly signal: AbortSignal | undefined,
  ) {
    // One more than there are threads, so that none waits for the next file.
    this.limit = pLimit(pictures.threads + 1);
  }

  all<Item, Result>(items: readonly Item[], read: (item: Item) => Promise<Result>): Promise<Result[]> {
    return Promise.all(
      items.map((item) =>
        this.limit(() => {
          this.signal?.throwIfAborted();
          return read(item);
        }),
      ),
    );
  }

  async inspect(path: string): Promise<Inspected> {
    const inspected = await this.pictures.inspect(path, this.signal);
    this.meter.addFiles();
    return inspected;
  }
}

async function readSubset(
  { settings, content, masks }: Found,
  reader: Reader,
  options: DatasetOptions,
): Promise<ScannedSubset> {
  const { folder, captionExtension } = settings;
  if (!content || folder === undefined) return { settings, content, masks, pictures: [] };
  const maskFolder = settings.masks?.folder ?? folder;
  const maskNames = new Map((masks?.pictures ?? []).map(({ name }) => [stemOf(name), name]));
  const pictures = await reader.all(content.pictures, async ({ name, ending }): Promise<ScannedPicture> => {
    const stem = stemOf(name);
    const captionName = `${stem}${captionExtension}`;
    const maskName = maskNames.get(stem);
    const [inspected, caption] = await Promise.all([
      reader.inspect(join(folder, name)),
      content.others.has(captionName)
        ? readCaption(join(folder, captionName), captionName, options.allLines)
        : undefined,
    ]);
    const maskPath = maskName === undefined ? undefined : join(maskFolder, maskName);
    return {
      name,
      path: join(folder, name),
      ending,
      inspected,
      caption,
      mask:
        maskName === undefined || maskPath === undefined
          ? undefined
          : { name: maskName, path: maskPath, inspected: await reader.inspect(maskPath) },
    };
  });
  return { settings, content, masks, pictures };
}
