import { digestOf } from '../../files/digest';
import type { DatasetPlan } from './plan';

/** Changes when what is made changes: the way that pictures are made, a source, a caption, a setting. */
const VERSION = 1;

/** Names the content of a dataset, wherever its sources and its folder are: SHA-256 in hex. */
export function datasetDigest({
  options,
  subsets,
  byFolders,
}: Pick<DatasetPlan, 'options' | 'subsets' | 'byFolders'>): string {
  const content = [
    VERSION,
    byFolders,
    options.background,
    options.captionExtension,
    subsets.map(({ settings, folder, classTokens, pictures }) => [
      folder,
      classTokens,
      settings.repeats,
      settings.regularization,
      settings.alphaMask,
      settings.own.keep_tokens ?? null,
      settings.own.shuffle_caption ?? null,
      settings.own.flip_aug ?? null,
      pictures.map(({ digest, stem, caption, make, mask }) => [
        digest,
        stem,
        caption,
        make.kind,
        make.width,
        make.height,
        'keep' in make ? make.keep : null,
        mask?.digest ?? null,
      ]),
    ]),
  ];
  return digestOf(Buffer.from(JSON.stringify(content)));
}
