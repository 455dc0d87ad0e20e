import { safeName } from '../../files/safeName';
import type { PictureFit } from '../../media/makePicture';
import type { TrainingFile } from '../job/trainingFile';
import type { Finding } from '../finding';
import type { Size } from './buckets';
import { captionFor, classTokens } from './captionText';
import { datasetDigest } from './datasetDigest';
import type { DatasetOptions } from './datasetOptions';
import { planFindings } from './findings/planFindings';
import { fitOf } from './fits';
import { Names } from './names';
import { planLength, shownByBucket, type Length } from './planLength';
import type { DatasetScan, ScannedSubset } from './scan';
import type { SubsetSettings } from './subsets';

/** A picture as a build would make it. */
export interface PlannedPicture {
  /** The file that it is made of. */
  readonly from: string;
  readonly digest: string;
  /** Its name in the dataset, without an ending. */
  readonly stem: string;
  readonly caption: string;
  readonly make: PictureFit;
  /** What the trainer trains on. */
  readonly bucket: Size;
  /** The part of it, of 1, that is cut off. */
  readonly lost: number;
  readonly mask?: { readonly from: string; readonly digest: string };
}

export interface PlannedSubset {
  readonly settings: SubsetSettings;
  /** The folder below that of the dataset, and that of its masks. */
  readonly folder: string;
  readonly maskFolder: string | undefined;
  readonly classTokens: string;
  readonly pictures: readonly PlannedPicture[];
}

/** A bucket of the trainer, with how many pictures it has. */
export interface PlannedBucket {
  readonly size: Size;
  readonly pictures: number;
  /** In each epoch, with repeats. */
  readonly shown: number;
  /** The largest part, of 1, that a picture in it loses. */
  readonly mostLost: number;
}

/** What a build makes, and how long the trainer goes through it. */
export interface DatasetPlan {
  readonly options: DatasetOptions;
  readonly subsets: readonly PlannedSubset[];
  /** The folders say everything that the trainer must know; else a file of datasets does. */
  readonly byFolders: boolean;
  readonly buckets: readonly PlannedBucket[];
  readonly length: Length;
  readonly samples: readonly string[] | undefined;
  /** Names what is made: sources, captions and how they are made. */
  readonly digest: string;
  /** Facts, and what there is to say about the buckets. */
  readonly findings: readonly Finding[];
}

export interface PlanOptions {
  /** How many processes train together; undefined where only the launcher knows. By default what the file says. */
  readonly processes?: number | undefined;
}

/** Plans a dataset of what was scanned. Pictures that cannot be read are not in it. */
export function planDataset(
  training: TrainingFile,
  scan: DatasetScan,
  planOptions: PlanOptions = {},
): DatasetPlan {
  const { options } = scan;
  const scanned = scan.subsets.filter(({ pictures }) => pictures.length > 0);
  const byFolders = scanned.every(({ settings }) => fitsFolderName(settings));
  const folders = new Map<string, Names>();
  const subsets = scanned.map((subset, index) => planSubset(subset, index, byFolders, options, folders));
  const processes = 'processes' in planOptions ? planOptions.processes : processesOf(training);
  const length = planLength(subsets, options, processes);
  const buckets = bucketsOf(subsets, options);
  const plan = { options, subsets, byFolders, buckets, length, samples: samplesOf(training) };
  return { ...plan, digest: datasetDigest(plan), findings: planFindings(plan, processes) };
}

/** How many processes a training file asks for; one for each GPU that it names. */
export function processesOf({ launcher }: TrainingFile): number {
  const gpus = typeof launcher?.gpu === 'string' ? launcher.gpu.split(',').length : 1;
  return launcher?.processes ?? Math.max(gpus, launcher?.machines ?? 1);
}

const samplesOf = ({ samples }: TrainingFile) =>
  samples?.prompts !== undefined && samples.prompts.length > 0 ? samples.prompts : undefined;

/** Masks, regularisation and settings of its own are more than the name of a folder can say. */
function fitsFolderName(settings: SubsetSettings): boolean {
  if (settings.masks !== undefined || settings.alphaMask || settings.regularization) return false;
  if (Object.keys(settings.own).length > 0) return false;
  const name = folderName(settings);
  return safeName(name, '') === name;
}

/** `<repeats>_<trigger> <class>`, of which the trainer takes repeats and, where there is no caption, the words. */
const folderName = (settings: SubsetSettings): string =>
  `${settings.repeats}_${classTokens(settings) || (settings.who ?? 'pictures')}`;

function planSubset(
  { settings, pictures }: ScannedSubset,
  index: number,
  byFolders: boolean,
  options: DatasetOptions,
  folders: Map<string, Names>,
): PlannedSubset {
  const name = safeName(folderName(settings), 'pictures');
  // Two subsets with the same repeats and the same words are one to the trainer, where their folder says all.
  const folder = byFolders || index === 0 ? name : `${name}-${index + 1}`;
  const key = folder.toLowerCase();
  const names = folders.get(key) ?? new Names();
  folders.set(key, names);
  const planned = pictures.flatMap(({ name, path, inspected, caption, mask }): PlannedPicture[] => {
    if (!inspected.ok) return [];
    const { facts } = inspected;
    const fit = fitOf([facts.width, facts.height], options);
    if (typeof fit === 'string') return [];
    return [
      {
        from: path,
        digest: facts.digest,
        stem: names.stemFor(name),
        caption: captionFor(settings, caption),
        make: fit.make,
        bucket: fit.bucket,
        lost: fit.lost,
        ...(mask?.inspected.ok && { mask: { from: mask.path, digest: mask.inspected.facts.digest } }),
      },
    ];
  });
  return {
    settings,
    folder,
    maskFolder: settings.masks && `${folder}-masks`,
    classTokens: classTokens(settings),
    // In the order in which the trainer goes through them, which decides what regularisation shows more often.
    pictures: planned.sort((one, other) => (`${one.stem}.png` < `${other.stem}.png` ? -1 : 1)),
  };
}

function bucketsOf(subsets: readonly PlannedSubset[], options: DatasetOptions): PlannedBucket[] {
  const shown = shownByBucket(subsets, options);
  const buckets = new Map<string, PlannedBucket>();
  for (const { pictures } of subsets)
    for (const { bucket, lost } of pictures) {
      const key = bucket.join('x');
      const found = buckets.get(key);
      buckets.set(key, {
        size: bucket,
        pictures: (found?.pictures ?? 0) + 1,
        shown: shown.get(key) ?? 0,
        mostLost: Math.max(found?.mostLost ?? 0, lost),
      });
    }
  return [...buckets.values()].sort((a, b) => a.size[0] - b.size[0] || a.size[1] - b.size[1]);
}
