import { join } from 'node:path';
import { stringify } from 'smol-toml';
import type { DatasetPlan, PlannedSubset } from './plan';
import { datasetsOf } from './planLength';

/**
 * The file of datasets that tells the trainer what names of folders cannot. What is the same for all pictures stands
 * in its other settings.
 * @param at makes the path of a folder of the dataset as the trainer sees it
 */
export function datasetConfigText(plan: DatasetPlan, at: (folder: string) => string): string {
  const datasets = datasetsOf(plan.subsets).map((subsets) => ({
    subsets: subsets
      .filter(({ pictures }) => pictures.length > 0)
      .map((subset) => tableOf(subset, plan.options.captionExtension, at)),
  }));
  return `${stringify({ datasets: datasets.filter(({ subsets }) => subsets.length > 0) })}\n`;
}

function tableOf(
  { settings, folder, maskFolder, classTokens }: PlannedSubset,
  captionExtension: string,
  at: (folder: string) => string,
): Record<string, string | number | boolean> {
  return {
    image_dir: at(folder),
    num_repeats: settings.repeats,
    caption_extension: captionExtension,
    // Subsets with masks are of another kind, which has neither of these.
    ...(maskFolder === undefined
      ? {
          ...(classTokens !== '' && { class_tokens: classTokens }),
          ...(settings.regularization && { is_reg: true }),
          ...(settings.alphaMask && { alpha_mask: true }),
        }
      : { conditioning_data_dir: at(maskFolder) }),
    ...settings.own,
  };
}

/** Where a folder of the dataset lies. */
export const inFolder =
  (folder: string) =>
  (name: string): string =>
    join(folder, name);
