import type { TrainingFile } from '../job/trainingFile';
import { endingOf } from './pictureNames';

/** What is done with captions: put the trigger in front, leave them, or take the trigger alone. */
export type CaptionMode = 'mend' | 'keep' | 'trigger';

/** A folder of pictures with everything that the training says about it. */
export interface SubsetSettings {
  /** The field that names the folder: `pictures`, `subsets.0.folder`. */
  readonly option: string;
  /** The folder as the user wrote it. */
  readonly named: string;
  /** Absolute; undefined where a variable in it has no value. */
  readonly folder: string | undefined;
  readonly repeats: number;
  readonly trigger: string | undefined;
  /** What follows the trigger in captions. */
  readonly who: string | undefined;
  /** What follows the trigger in the name of the trainer’s folder. */
  readonly className: string | undefined;
  readonly captions: CaptionMode;
  readonly captionExtension: string;
  readonly regularization: boolean;
  readonly masks: { readonly named: string; readonly folder: string | undefined } | undefined;
  readonly alphaMask: boolean;
  /** Settings of its own that only a file of datasets can hold. */
  readonly own: {
    readonly keep_tokens?: number;
    readonly shuffle_caption?: boolean;
    readonly flip_aug?: boolean;
  };
}

/** Repeats where the file says none. */
const REPEATS = 10;

/** The folders of a training with what applies to each: its own settings, else those of the training. */
export function subsetsOf(
  training: TrainingFile,
  toPath: (text: string) => string | undefined,
  captionExtension: string,
): readonly SubsetSettings[] {
  const whole = training.pictures === undefined ? [] : [{ option: 'pictures', folder: training.pictures }];
  const parts = (training.subsets ?? []).map((subset, index) => ({
    ...subset,
    option: `subsets.${index}.folder`,
  }));
  return [...whole, ...parts].map(
    (subset: Partial<(typeof parts)[number]> & { option: string; folder: string }) => {
      const regularization = subset.regularization === true;
      const trigger = subset.trigger ?? training.trigger;
      return {
        option: subset.option,
        named: subset.folder,
        folder: toPath(subset.folder),
        repeats: subset.repeats ?? (regularization ? 1 : (training.repeats ?? REPEATS)),
        // Regularisation shows what others of the class look like: the trigger must not be theirs.
        trigger: regularization ? undefined : trimmed(trigger),
        who: regularization
          ? trimmed(subset.class ?? training.class)
          : trimmed(subset.class ?? training.character ?? training.class ?? named(trigger, training.name)),
        className: trimmed(subset.class ?? training.class ?? training.character),
        captions: subset.captions ?? training.captions ?? 'mend',
        captionExtension: extensionOf(subset.caption_extension) ?? captionExtension,
        regularization,
        masks: subset.masks === undefined ? undefined : { named: subset.masks, folder: toPath(subset.masks) },
        alphaMask: subset.alpha_mask === true,
        own: {
          ...(subset.keep_tokens !== undefined && { keep_tokens: subset.keep_tokens }),
          ...(subset.shuffle_captions !== undefined && { shuffle_caption: subset.shuffle_captions }),
          ...(subset.flip !== undefined && { flip_aug: subset.flip }),
        },
      };
    },
  );
}

/** Beside a trigger the name of the training is that of who is trained; without one it is only that of a file. */
const named = (trigger: string | undefined, name: string) => (trigger === undefined ? undefined : name);

/** In one line: a name that goes into captions. */
function trimmed(text: string | undefined): string | undefined {
  const line = text?.replaceAll(/\s+/g, ' ').trim();
  return line === '' ? undefined : line;
}

/** An ending of captions; undefined where it is none, as it could lead into another folder or over the pictures. */
export function extensionOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return /^[^\\/:*?"<>|\p{C}]{1,40}$/u.test(text) && !endingOf(`x${text}`) ? text : undefined;
}
