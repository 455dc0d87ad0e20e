import type { Finding } from '../finding';
import type { TrainingFile } from '../job/trainingFile';
import type { TrainingSettings } from '../trainingSettings';
import { planDataset, type DatasetPlan, type PlanOptions } from './plan';
import { scanPictures, type DatasetScan, type ScanOptions } from './scan';

export interface DatasetCheck {
  readonly scan: DatasetScan;
  readonly plan: DatasetPlan;
  /** What there is to say about both, errors first. */
  readonly findings: readonly Finding[];
}

/** What the settings say of a check: how many processes a launch prefix starts, only the prefix knows. */
export const datasetCheckOptions = ({
  minimumPictures,
  launchPrefix,
}: Pick<TrainingSettings, 'minimumPictures' | 'launchPrefix'>): Pick<ScanOptions, 'minimumPictures'> &
  PlanOptions => ({ minimumPictures, ...(launchPrefix.length > 0 && { processes: undefined }) });

/** Scans the pictures of a training and plans its dataset. @throws as `scanPictures` does */
export async function checkDataset(
  training: TrainingFile,
  toPath: (text: string) => string | undefined,
  options: ScanOptions & PlanOptions,
): Promise<DatasetCheck> {
  const scan = await scanPictures(training, toPath, options);
  const plan = planDataset(training, scan, options);
  return { scan, plan, findings: [...scan.findings, ...plan.findings] };
}
