import type { Finding } from '../finding';
import type { CaptionFault } from '../dataset/caption';
import { captionFor, hasWord } from '../dataset/captionText';
import { datasetOptions, type DatasetOptions } from '../dataset/datasetOptions';
import { fitOf, type DatasetFit } from '../dataset/fits';
import { planDataset, type DatasetPlan, type PlanOptions } from '../dataset/plan';
import { stemOf } from '../dataset/pictureNames';
import type { DatasetScan } from '../dataset/scan';
import { subsetsOf } from '../dataset/subsets';
import type { TrainingFile } from '../job/trainingFile';

/** A part of a picture, of 1, from its upper left corner. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A picture of a training, as a form shows it. */
export interface DatasetPicture {
  readonly path: string;
  readonly name: string;
  readonly repeats: number;
  /** Undefined where it cannot be read. */
  readonly size?: readonly [number, number];
  readonly bucket?: readonly [number, number];
  /** How much larger or smaller it is made for its bucket; 1 is as it is. */
  readonly scale?: number;
  /** What is trained of it, where it is not the whole; undefined also where that is not known yet: `unknownCut`. */
  readonly kept?: Part;
  readonly findings: readonly Finding[];
  /** Undefined where there is no caption file. */
  readonly caption: string | undefined;
  readonly captionPath: string;
  /** What it is trained with, where that is not its caption as it stands. */
  readonly trainedAs?: string;
  /** Its caption lacks the trigger that it should have. */
  readonly lacksTrigger: boolean;
  /** False where it is no text that can be edited: not UTF-8, too large. */
  readonly isCaptionReadable: boolean;
  /** Each line of a caption is a variant; else only the first one counts. */
  readonly allLines: boolean;
}

/**
 * The plan of a training for pictures that were scanned before, with other repeats, resolution or batches.
 * @returns undefined where its folders are others: they have to be scanned
 */
export function replan(
  training: TrainingFile,
  scan: DatasetScan,
  toPath: (text: string) => string | undefined,
  planOptions: PlanOptions,
): DatasetPlan | undefined {
  const options = datasetOptions(training);
  const settings = subsetsOf(training, toPath, options.captionExtension);
  const isSame =
    settings.length === scan.subsets.length &&
    settings.every((each, index) => {
      const before = scan.subsets[index]?.settings;
      return (
        each.folder === before?.folder &&
        each.captionExtension === before?.captionExtension &&
        each.masks?.folder === before.masks?.folder
      );
    });
  if (!isSame) return undefined;
  const subsets = scan.subsets.map((subset, index) => ({ ...subset, settings: settings[index] ?? subset.settings })); // prettier-ignore
  return planDataset(training, { ...scan, options, subsets }, planOptions);
}

/** What is wrong with a caption that can be corrected by typing. */
const MENDABLE: ReadonlySet<string> = new Set<CaptionFault>(['empty', 'blank_line']);

/** The pictures of a scan for a training whose size of pictures may be another one by now. */
export function datasetPictures(training: TrainingFile, scan: DatasetScan): DatasetPicture[] {
  const options = datasetOptions(training);
  const findings = new Map<string, Finding[]>();
  for (const finding of scan.allFindings) {
    const key = finding.file === undefined ? '' : stemOf(finding.file);
    findings.set(key, [...(findings.get(key) ?? []), finding]);
  }
  return scan.subsets.flatMap(({ settings, pictures }) =>
    pictures.map((picture): DatasetPicture => {
      const { name, path, inspected, caption } = picture;
      const size = inspected.ok ? ([inspected.facts.width, inspected.facts.height] as const) : undefined;
      const fit = size && fitOf(size, options);
      const planned = typeof fit === 'object' ? fit : undefined;
      const kept =
        planned && isCutKnown(planned, options) ? keptPart(planned.make, planned.bucket) : undefined;
      const text = caption?.lines.join('\n') ?? '';
      const trained = captionFor(settings, caption);
      const { trigger } = settings;
      return {
        path,
        name,
        repeats: settings.repeats,
        ...(size && { size }),
        ...(planned && size && { bucket: planned.bucket, scale: planned.scale }),
        ...(kept && { kept }),
        findings: findings.get(stemOf(`${settings.named}/${name}`)) ?? [],
        allLines: options.allLines,
        caption: caption && text,
        ...(trained !== text && { trainedAs: trained }),
        lacksTrigger: trigger !== undefined && !hasWord(text, trigger),
        isCaptionReadable: caption?.fault === undefined || MENDABLE.has(caption.fault),
        captionPath: path.replace(/\.[^.]*$/, settings.captionExtension),
      };
    }),
  );
}

/** Why it is not known what is cut off: that is decided when the dataset is made, or by the trainer, each time anew. */
export function unknownCut(training: TrainingFile): 'built' | 'random' | undefined {
  const { fit, randomCrop } = datasetOptions(training);
  if (fit === 'crop') return 'built';
  return fit === 'bucket' && randomCrop ? 'random' : undefined;
}

/** What is already cut when the dataset is made leaves nothing to the trainer's chance. */
const isCutKnown = ({ make }: DatasetFit, { fit, randomCrop }: DatasetOptions): boolean =>
  fit === 'bucket' && (!randomCrop || (make.kind === 'exact' && make.keep !== undefined));

/** What is cut off is cut off evenly on both sides: `trim_and_resize_if_required` of sd-scripts. */
function keptPart(
  made: { readonly width: number; readonly height: number },
  bucket: readonly [number, number],
): Part | undefined {
  const [width, height] = [Math.min(1, bucket[0] / made.width), Math.min(1, bucket[1] / made.height)];
  if (width === 1 && height === 1) return undefined;
  return { left: (1 - width) / 2, top: (1 - height) / 2, width, height };
}
