import * as l10n from '@vscode/l10n';
import { keepsTextOutputs, isPositive, CACHING_FAMILIES, type Rule, type RuleContext } from './rule';

/** Width and height of a resolution that the trainer can read: `512` or `512,768`. */
export function resolutionOf(text: string | undefined): readonly [number, number] | undefined {
  const parts = text?.split(',').map((part) => part.trim()) ?? [];
  if (parts.length < 1 || parts.length > 2 || !parts.every((part) => /^\+?\d{1,6}$/.test(part)))
    return undefined;
  const [width = 0, height = width] = parts.map(Number);
  return width > 0 && height > 0 ? [width, height] : undefined;
}

const sizeOf = ({ view }: RuleContext) => resolutionOf(view.text('resolution'));
const step = ({ view }: RuleContext) => view.number('bucket_reso_steps') ?? 64;
const isWhole = (number: number | undefined): number is number =>
  number !== undefined && Number.isInteger(number);

/** The smallest and the largest side of a bucket, as the trainer makes them multiples of the step. */
function bucketSides(context: RuleContext): { readonly min: number; readonly max: number } | undefined {
  const by = step(context);
  const min = context.view.number('min_bucket_reso') ?? 256;
  const max = context.view.number('max_bucket_reso') ?? 1024;
  if (!(by > 0)) return undefined;
  return { min: Math.floor(min / by) * by, max: Math.ceil(max / by) * by };
}

const usesBuckets = ({ view }: RuleContext) => view.on('enable_bucket');

const RESOLUTION: readonly Rule[] = [
  {
    code: 'bad_resolution',
    level: 'error',
    option: 'resolution',
    broken: (context) => context.view.has('resolution') && sizeOf(context) === undefined,
    message: ({ view }) =>
      l10n.t('resolution “{0}” is neither a size nor a width and a height.', view.text('resolution') ?? ''),
    fix: ({ facts }) => l10n.t('Write "{0}" or "{0},{1}".', facts.resolution, facts.resolution),
  },
  {
    code: 'resolution_step',
    level: 'error',
    option: 'resolution',
    broken: (context) =>
      !usesBuckets(context) &&
      (sizeOf(context) ?? []).some((side) => side % context.facts.bucketStep !== 0) &&
      context.view.text('dataset_config') === undefined,
    message: ({ view, facts }) =>
      l10n.t(
        'resolution {0} is no multiple of {1}, and there are no buckets: the trainer stops at the first picture that is not exactly as large.',
        view.text('resolution') ?? '',
        facts.bucketStep,
      ),
    fix: ({ facts }) => l10n.t('Take a multiple of {0}, or set enable_bucket.', facts.bucketStep),
  },
];

const BUCKETS: readonly Rule[] = [
  {
    code: 'bucket_step',
    level: 'error',
    option: 'bucket_reso_steps',
    broken: (context) =>
      usesBuckets(context) &&
      isWhole(step(context)) &&
      (step(context) <= 0 || step(context) % context.facts.bucketStep !== 0),
    message: (context) =>
      l10n.t(
        'bucket_reso_steps is {0}, but the trainer of {1} needs a multiple of {2}.',
        step(context),
        context.family,
        context.facts.bucketStep,
      ),
    fix: ({ facts }) => l10n.t('Set bucket_reso_steps to {0}.', facts.bucketStep),
  },
  {
    code: 'min_bucket_changed',
    level: 'warning',
    option: 'min_bucket_reso',
    broken: (context) => {
      const min = context.view.number('min_bucket_reso') ?? 256;
      return usesBuckets(context) && isWhole(min) && step(context) > 0 && bucketSides(context)?.min !== min;
    },
    message: (context) =>
      l10n.t(
        'min_bucket_reso {0} is no multiple of bucket_reso_steps: the trainer takes {1}.',
        context.view.number('min_bucket_reso') ?? 256,
        bucketSides(context)?.min ?? 0,
      ),
    fix: (context) => l10n.t('Set min_bucket_reso to {0}.', bucketSides(context)?.min ?? 0),
  },
  {
    code: 'max_bucket_changed',
    level: 'warning',
    option: 'max_bucket_reso',
    broken: (context) => {
      const max = context.view.number('max_bucket_reso') ?? 1024;
      return usesBuckets(context) && isWhole(max) && step(context) > 0 && bucketSides(context)?.max !== max;
    },
    message: (context) =>
      l10n.t(
        'max_bucket_reso {0} is no multiple of bucket_reso_steps: the trainer takes {1}.',
        context.view.number('max_bucket_reso') ?? 1024,
        bucketSides(context)?.max ?? 0,
      ),
    fix: (context) => l10n.t('Set max_bucket_reso to {0}.', bucketSides(context)?.max ?? 0),
  },
  {
    code: 'min_bucket_too_large',
    level: 'error',
    option: 'min_bucket_reso',
    broken: (context) => {
      const [size, sides] = [sizeOf(context), bucketSides(context)];
      return (
        usesBuckets(context) && size !== undefined && sides !== undefined && Math.min(...size) < sides.min
      );
    },
    message: (context) =>
      l10n.t(
        'min_bucket_reso is {0}, larger than the resolution {1}: the trainer stops at the start.',
        bucketSides(context)?.min ?? 0,
        context.view.text('resolution') ?? '',
      ),
    fix: () => l10n.t('Lower min_bucket_reso, or raise the resolution.'),
  },
  {
    code: 'max_bucket_too_small',
    level: 'error',
    option: 'max_bucket_reso',
    broken: (context) => {
      const [size, sides] = [sizeOf(context), bucketSides(context)];
      return (
        usesBuckets(context) && size !== undefined && sides !== undefined && Math.max(...size) > sides.max
      );
    },
    message: (context) =>
      l10n.t(
        'max_bucket_reso is {0}, smaller than the resolution {1}: the trainer stops at the start.',
        bucketSides(context)?.max ?? 0,
        context.view.text('resolution') ?? '',
      ),
    fix: () => l10n.t('Raise max_bucket_reso, or lower the resolution.'),
  },
  {
    code: 'bucket_limits_ignored',
    level: 'info',
    option: 'bucket_no_upscale',
    broken: (context) =>
      usesBuckets(context) &&
      context.view.on('bucket_no_upscale') &&
      (context.view.has('min_bucket_reso') || context.view.has('max_bucket_reso')),
    message: () => l10n.t('With bucket_no_upscale, min_bucket_reso and max_bucket_reso are ignored.'),
    fix: () => l10n.t('Leave them out, or leave out bucket_no_upscale.'),
  },
];

/** What makes a caption different at each step, so that its encoding cannot be kept. */
const CHANGING: readonly [option: string, anima: boolean][] = [
  ['shuffle_caption', true],
  ['caption_dropout_rate', false],
  ['token_warmup_step', true],
  ['caption_tag_dropout_rate', true],
];

const CAPTION_CACHE: readonly Rule[] = CHANGING.flatMap(([option, anima]): Rule[] => {
  const broken = (context: RuleContext) =>
    keepsTextOutputs(context) &&
    (option === 'shuffle_caption' ? context.view.on(option) : isPositive(context, option));
  return [
    {
      code: 'captions_cached',
      level: 'error',
      option,
      families: CACHING_FAMILIES.filter((family) => family !== 'lumina' && (anima || family !== 'anima')),
      broken,
      message: () =>
        l10n.t(
          '{0} cannot be used with cache_text_encoder_outputs: each caption is encoded only once.',
          option,
        ),
      fix: () => l10n.t('Leave out one of the two.'),
    },
    {
      code: 'captions_cached',
      level: 'warning',
      option,
      families: ['lumina'],
      broken,
      message: () =>
        l10n.t(
          '{0} is silently without effect with cache_text_encoder_outputs: each caption is encoded only once.',
          option,
        ),
      fix: () => l10n.t('Leave out one of the two.'),
    },
  ];
});

const CACHES: readonly Rule[] = [
  ...['color_aug', 'random_crop'].map((option): Rule => ({
    code: 'latents_cached',
    level: 'error',
    option,
    broken: ({ view }) => view.on(option) && (view.on('cache_latents') || view.on('cache_latents_to_disk')),
    message: () =>
      l10n.t('{0} cannot be used with cache_latents: each picture is encoded only once.', option),
    fix: () => l10n.t('Leave out one of the two.'),
  })),
  ...CAPTION_CACHE,
  {
    code: 'captions_cached',
    level: 'warning',
    option: 'caption_dropout_every_n_epochs',
    families: CACHING_FAMILIES,
    broken: (context) => keepsTextOutputs(context) && isPositive(context, 'caption_dropout_every_n_epochs'),
    message: () =>
      l10n.t('caption_dropout_every_n_epochs is without effect with cache_text_encoder_outputs.'),
    fix: () => l10n.t('Leave out one of the two.'),
  },
  {
    code: 'captions_cached',
    level: 'warning',
    option: 'enable_wildcard',
    families: CACHING_FAMILIES,
    broken: (context) => keepsTextOutputs(context) && context.view.on('enable_wildcard'),
    message: () =>
      l10n.t(
        'With cache_text_encoder_outputs, enable_wildcard chooses one variant of each caption for good.',
      ),
    fix: () => l10n.t('Leave out one of the two.'),
  },
  {
    code: 'separator_empty',
    level: 'error',
    option: 'caption_separator',
    broken: (context) =>
      context.settings.caption_separator === '' &&
      (context.view.on('shuffle_caption') ||
        isPositive(context, 'token_warmup_step') ||
        isPositive(context, 'caption_tag_dropout_rate')),
    message: () => l10n.t('caption_separator is empty: the trainer stops where it takes captions apart.'),
    fix: () => l10n.t('Leave out caption_separator, which is a comma then.'),
  },
  {
    code: 'mask_without_effect',
    level: 'warning',
    option: 'masked_loss',
    broken: ({ view }) =>
      view.on('masked_loss') && !view.on('alpha_mask') && view.text('dataset_config') === undefined,
    message: () => l10n.t('masked_loss does nothing with folders of pictures: there are no masks for it.'),
    fix: () => l10n.t('Use alpha_mask, or a dataset_config with conditioning_data_dir.'),
  },
  {
    code: 'mask_without_effect',
    level: 'warning',
    option: 'conditioning_data_dir',
    broken: ({ view }) => view.text('conditioning_data_dir') !== undefined,
    message: () => l10n.t('conditioning_data_dir is ignored here: only a dataset_config can name masks.'),
    fix: () => l10n.t('Name the masks in a subset.'),
  },
  {
    code: 'bad_face_crop',
    level: 'error',
    option: 'face_crop_aug_range',
    broken: ({ view }) => {
      const text = view.text('face_crop_aug_range');
      if (text === undefined) return false;
      const [low = NaN, high = NaN, ...more] = text
        .split(',')
        .map((part) => (part.trim() === '' ? NaN : Number(part)));
      return more.length > 0 || !(low <= high);
    },
    message: () => l10n.t('face_crop_aug_range needs two numbers, the smaller one first.'),
    fix: () => l10n.t('Write "{0}", for example.', '2.0,4.0'),
  },
];

const VALIDATION: readonly Rule[] = [
  {
    code: 'validation_whole',
    level: 'error',
    option: 'validation_split',
    broken: ({ view, floats }) =>
      view.has('validation_split') &&
      Number.isInteger(view.number('validation_split')) &&
      !floats.has('validation_split'),
    message: ({ view }) =>
      l10n.t(
        'validation_split = {0} is refused, as it is a whole number.',
        view.number('validation_split') ?? 0,
      ),
    fix: ({ view }) => l10n.t('Write {0}.0.', view.number('validation_split') ?? 0),
  },
  {
    code: 'validation_seed_missing',
    level: 'warning',
    option: 'validation_split',
    broken: (context) => isPositive(context, 'validation_split') && !context.view.has('validation_seed'),
    message: () =>
      l10n.t(
        'validation_split without validation_seed trains on the pictures that should only be looked at.',
      ),
    fix: () => l10n.t('Set validation_seed.'),
  },
  ...['validation_seed', 'validate_every_n_steps', 'validate_every_n_epochs', 'max_validation_steps'].map(
    (option): Rule => ({
      code: 'validation_without_split',
      level: 'info',
      option,
      broken: (context) =>
        context.view.has(option) &&
        !isPositive(context, 'validation_split') &&
        context.view.text('dataset_config') === undefined,
      message: () => l10n.t('{0} does nothing without validation_split.', option),
      fix: () => l10n.t('Set validation_split, or leave it out.'),
    }),
  ),
];

export const PICTURE_RULES: readonly Rule[] = [...RESOLUTION, ...BUCKETS, ...CACHES, ...VALIDATION];
