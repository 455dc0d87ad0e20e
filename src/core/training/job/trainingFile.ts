import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { COMPONENTS, FAMILIES } from '../options/families';

const text = () => v.pipe(v.string(say.text), v.minLength(1, say.text));
const flag = () => v.boolean(say.flag);
const whole = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  const message = () =>
    most === Number.MAX_SAFE_INTEGER
      ? l10n.t('a whole number, at least {0}', least)
      : l10n.t('a whole number from {0} to {1}', least, most);
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
};
const number = (least: number, most = Infinity) => {
  const message = () =>
    most === Infinity
      ? l10n.t('a number, at least {0}', least)
      : l10n.t('a number from {0} to {1}', least, most);
  return v.pipe(v.number(message), v.finite(message), v.minValue(least, message), v.maxValue(most, message));
};
const choice = <const Options extends readonly string[]>(options: Options) =>
  v.picklist(options, () => l10n.t('one of {0}', options.join(', ')));
const texts = () => v.array(v.string(say.text), say.texts);
/** What each kind of value is called where another one was found. */
const say = {
  text: () => l10n.t('a text in quotes'),
  flag: () => l10n.t('true or false'),
  texts: () => l10n.t('a list of texts'),
  table: () => l10n.t('a table'),
  resolution: () => l10n.t('a size such as 512, or a width and a height such as "512,768"'),
};

const resolution = v.union(
  [
    whole(16, 16_384),
    v.pipe(v.string(), v.regex(/^\s*\d{2,5}\s*(,\s*\d{2,5}\s*)?$/)),
    v.pipe(v.array(whole(16, 16_384)), v.length(2)),
  ],
  say.resolution,
);

/** A folder of pictures that is trained with settings of its own. */
const subset = v.object(
  {
    folder: text(),
    repeats: v.optional(whole(1, 100_000)),
    trigger: v.optional(text()),
    class: v.optional(text()),
    captions: v.optional(choice(['mend', 'keep', 'trigger'])),
    caption_extension: v.optional(text()),
    keep_tokens: v.optional(whole(0, 1000)),
    shuffle_captions: v.optional(flag()),
    flip: v.optional(flag()),
    regularization: v.optional(flag()),
    masks: v.optional(text()),
    alpha_mask: v.optional(flag()),
  },
  say.table,
);

/** Every field of a training file, in the order in which they are written. */
export const TRAINING_SCHEMA = v.object({
  name: text(),
  family: choice(FAMILIES),
  base_model: text(),
  trigger: v.optional(text()),
  character: v.optional(text()),
  class: v.optional(text()),
  pictures: v.optional(text()),
  repeats: v.optional(whole(1, 100_000)),
  captions: v.optional(choice(['mend', 'keep', 'trigger'])),
  caption_extension: v.optional(text()),
  minimum_pictures: v.optional(whole(1, 100_000)),
  resolution: v.optional(resolution),
  fit: v.optional(choice(['square', 'bucket', 'crop'])),
  background: v.optional(text()),
  dim: v.optional(whole(1, 1024)),
  alpha: v.optional(number(0)),
  network_module: v.optional(text()),
  network_args: v.optional(texts()),
  network_dropout: v.optional(number(0, 1)),
  network_weights: v.optional(text()),
  unet_only: v.optional(flag()),
  steps: v.optional(whole(1, 10_000_000)),
  epochs: v.optional(whole(1, 1_000_000)),
  batch_size: v.optional(whole(1, 4096)),
  gradient_accumulation: v.optional(whole(1, 4096)),
  optimizer: v.optional(text()),
  optimizer_args: v.optional(texts()),
  learning_rate: v.optional(number(0)),
  unet_lr: v.optional(number(0)),
  text_encoder_lr: v.optional(
    v.union([number(0), v.array(number(0))], () => l10n.t('a number or a list of numbers')),
  ),
  scheduler: v.optional(text()),
  warmup: v.optional(number(0)),
  precision: v.optional(choice(['no', 'fp16', 'bf16'])),
  save_precision: v.optional(choice(['float', 'fp16', 'bf16'])),
  seed: v.optional(whole(0, 2 ** 32 - 1)),
  noise_offset: v.optional(number(0)),
  min_snr_gamma: v.optional(number(0)),
  caption_dropout: v.optional(number(0, 1)),
  shuffle_captions: v.optional(flag()),
  keep_tokens: v.optional(whole(0, 1000)),
  flip: v.optional(flag()),
  clip_skip: v.optional(whole(1, 24)),
  gradient_checkpointing: v.optional(flag()),
  cache_latents: v.optional(flag()),
  lora_dir: v.optional(text()),
  weight: v.optional(number(0, 10)),
  components: v.optional(
    v.object(Object.fromEntries(COMPONENTS.map((name) => [name, v.optional(text())] as const)), say.table),
  ),
  save: v.optional(
    v.object(
      {
        every_steps: v.optional(whole(1)),
        every_epochs: v.optional(whole(1)),
        keep_last: v.optional(whole(1)),
        state: v.optional(flag()),
      },
      say.table,
    ),
  ),
  samples: v.optional(
    v.object(
      {
        prompts: v.optional(texts()),
        file: v.optional(text()),
        every_steps: v.optional(whole(1)),
        every_epochs: v.optional(whole(1)),
        at_first: v.optional(flag()),
        sampler: v.optional(text()),
      },
      say.table,
    ),
  ),
  launcher: v.optional(
    v.object(
      {
        type: v.optional(choice(['local', 'docker'])),
        gpu: v.optional(
          v.union([whole(0, 1024), v.pipe(v.string(), v.regex(/^\d{1,4}(,\d{1,4})*$/))], () =>
            l10n.t('the number of a GPU, or several as "0,1"'),
          ),
        ),
        processes: v.optional(whole(1, 10_000)),
        machines: v.optional(whole(1, 10_000)),
        machine_rank: v.optional(whole(0, 10_000)),
        main_process_ip: v.optional(text()),
        main_process_port: v.optional(whole(1, 65_535)),
      },
      say.table,
    ),
  ),
  subsets: v.optional(v.array(subset, () => l10n.t('tables written as [[subsets]]'))),
  extra: v.optional(v.record(v.string(), v.unknown(), say.table)),
});

/** A training, as a `*.training.toml` file says it. */
export type TrainingFile = v.InferOutput<typeof TRAINING_SCHEMA>;
export type Subset = NonNullable<TrainingFile['subsets']>[number];
