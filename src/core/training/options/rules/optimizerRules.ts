import * as l10n from '@vscode/l10n';
import { closest } from 'fastest-levenshtein';
import { pythonLiteral } from '../pythonLiteral';
import { isPositive, type Rule, type RuleContext } from './rule';

/** Names that the trainer knows in any letter case. */
export const OPTIMIZERS = [
  'AdamW', 'AdamW8bit', 'PagedAdamW', 'PagedAdamW8bit', 'PagedAdamW32bit', 'Lion', 'Lion8bit', 'PagedLion8bit',
  'SGDNesterov', 'SGDNesterov8bit', 'DAdaptation', 'DAdaptAdamPreprint', 'DAdaptAdaGrad', 'DAdaptAdam',
  'DAdaptAdan', 'DAdaptAdanIP', 'DAdaptLion', 'DAdaptSGD', 'Prodigy', 'Adafactor', 'RAdamScheduleFree',
  'AdamWScheduleFree', 'SGDScheduleFree',
] as const; // prettier-ignore
/** What else stands in `torch.optim`, in just this letter case. */
const OF_TORCH = ['ASGD', 'Adadelta', 'Adagrad', 'Adam', 'Adamax', 'LBFGS', 'Muon', 'NAdam', 'RAdam', 'RMSprop', 'Rprop', 'SGD']; // prettier-ignore
export const SCHEDULERS = [
  'linear', 'cosine', 'cosine_with_restarts', 'polynomial', 'constant', 'constant_with_warmup', 'inverse_sqrt',
  'cosine_with_min_lr', 'warmup_stable_decay', 'piecewise_constant',
] as const; // prettier-ignore
/** Those of newer releases of transformers. */
const OTHER_SCHEDULERS = ['reduce_lr_on_plateau', 'cosine_warmup_with_min_lr'];

const optimizerOf = ({ view }: RuleContext) => (view.text('optimizer_type') ?? '').toLowerCase();
const isFree = (context: RuleContext) => optimizerOf(context).endsWith('schedulefree');
const adapts = (context: RuleContext) => /^(dadapt|prodigy$)/.test(optimizerOf(context));
const scheduler = ({ view }: RuleContext) => view.text('lr_scheduler') ?? 'constant';
const hasWarmup = (context: RuleContext) => isPositive(context, 'lr_warmup_steps');
/** Whether Adafactor finds its own learning rate, as it does where it is not told otherwise. */
const isRelative = (context: RuleContext) =>
  optimizerOf(context) === 'adafactor' &&
  !context.view.list('optimizer_args').some((each) => /^relative_step=\s*(False|0)\s*$/.test(each));

/** The learning rates of the parts that are trained, that of the text encoders first. */
function ratesOf({ view, settings }: RuleContext): number[] {
  const ofAll = view.number('learning_rate') ?? 2e-6;
  const texts = settings.text_encoder_lr;
  const listed = (Array.isArray(texts) ? texts : [texts]).filter((each) => typeof each === 'number');
  return [
    ...(view.on('network_train_unet_only') ? [] : listed.length > 0 ? listed : [ofAll]),
    ...(view.on('network_train_text_encoder_only') ? [] : [view.number('unet_lr') ?? ofAll]),
  ];
}

/** With small alphas some go up to a hundredth. */
const TOO_HIGH = 0.05;
/** Those that take the learning rate as it is, whatever the gradient. */
const hasFixedRate = (context: RuleContext) =>
  /^(?:|(?:paged)?(?:adamw|lion)(?:8bit|32bit)?|adafactor|adam|nadam|radam)$/.test(optimizerOf(context)) &&
  !isRelative(context);

/** Whether a learning rate is the one of something that is trained. */
function isRateUsed({ view }: RuleContext, option: string): boolean {
  const [unet, texts] = [!view.on('network_train_text_encoder_only'), !view.on('network_train_unet_only')];
  if (option === 'unet_lr') return unet;
  if (option === 'text_encoder_lr') return texts;
  return (unet && !view.has('unet_lr')) || (texts && !view.has('text_encoder_lr'));
}

const TYPES: readonly Rule[] = [
  ...['use_8bit_adam', 'use_lion_optimizer'].map((option): Rule => ({
    code: 'two_optimizers',
    level: 'error',
    option,
    broken: ({ view }) =>
      view.on(option) &&
      (view.text('optimizer_type') !== undefined ||
        (option === 'use_lion_optimizer' && view.on('use_8bit_adam'))),
    message: () =>
      l10n.t('{0} and another option both name the optimizer: the trainer refuses that.', option),
    fix: () => l10n.t('Leave out {0} and set optimizer_type alone.', option),
  })),
  {
    code: 'unknown_optimizer',
    level: 'error',
    option: 'optimizer_type',
    broken: (context) => {
      const name = context.view.text('optimizer_type') ?? 'AdamW';
      return (
        !name.includes('.') &&
        !OF_TORCH.includes(name) &&
        !OPTIMIZERS.some((each) => each.toLowerCase() === name.toLowerCase())
      );
    },
    message: ({ view }) =>
      l10n.t('The trainer has no optimizer “{0}” (optimizer_type).', view.text('optimizer_type') ?? ''),
    fix: ({ view }) =>
      l10n.t('Did you mean {0}?', closest(view.text('optimizer_type') ?? '', [...OPTIMIZERS, ...OF_TORCH])),
  },
  {
    code: 'fused_backward_pass',
    level: 'error',
    option: 'fused_backward_pass',
    broken: (context) =>
      context.view.on('fused_backward_pass') &&
      (optimizerOf(context) !== 'adafactor' ||
        (context.view.number('gradient_accumulation_steps') ?? 1) !== 1),
    message: () =>
      l10n.t(
        'fused_backward_pass works only with the optimizer Adafactor and without gradient accumulation.',
      ),
    fix: () => l10n.t('Leave out fused_backward_pass.'),
  },
  {
    code: 'rate_too_low',
    level: 'warning',
    option: 'learning_rate',
    broken: (context) => adapts(context) && (ratesOf(context)[0] ?? 1) <= 0.1,
    message: ({ view }) =>
      l10n.t(
        '{0} finds the learning rate itself: learning_rate only scales it, and should be about 1.',
        view.text('optimizer_type') ?? '',
      ),
    fix: () => l10n.t('Set learning_rate to 1.0, and leave out unet_lr and text_encoder_lr.'),
  },
  {
    code: 'rates_zero',
    level: 'error',
    option: 'learning_rate',
    broken: (context) => {
      const rates = ratesOf(context);
      return rates.length > 0 && rates.every((rate) => rate === 0);
    },
    message: () => l10n.t('Every learning rate is 0: nothing would be trained, and the trainer stops.'),
    fix: () => l10n.t('Set learning_rate, for example to 0.0001.'),
  },
  ...['learning_rate', 'unet_lr', 'text_encoder_lr'].map((option): Rule => ({
    code: 'rate_too_high',
    level: 'warning',
    option,
    broken: (context) =>
      hasFixedRate(context) &&
      isRateUsed(context, option) &&
      [context.settings[option]].flat().some((rate) => typeof rate === 'number' && rate >= TOO_HIGH),
    message: ({ view }) =>
      l10n.t(
        '{0} is far too high for {1}: the loss becomes NaN, or the LoRA is noise.',
        option,
        view.text('optimizer_type') ?? 'AdamW',
      ),
    fix: () => l10n.t('Set {0}, for example to 0.0001.', option),
  })),
  {
    code: 'several_rates',
    level: 'warning',
    option: 'unet_lr',
    broken: (context) => adapts(context) && new Set(ratesOf(context)).size > 1,
    message: ({ view }) =>
      l10n.t('With {0}, only the first of several learning rates counts.', view.text('optimizer_type') ?? ''),
    fix: () => l10n.t('Set learning_rate alone.'),
  },
  {
    code: 'rates_ignored',
    level: 'warning',
    option: 'unet_lr',
    broken: (context) =>
      isRelative(context) && (context.view.has('unet_lr') || context.view.has('text_encoder_lr')),
    message: () => l10n.t('Adafactor with relative_step ignores unet_lr and text_encoder_lr.'),
    fix: () => l10n.t('Add "relative_step=False" to optimizer_args.'),
  },
];

const SCHEDULES: readonly Rule[] = [
  {
    code: 'unknown_scheduler',
    level: 'error',
    option: 'lr_scheduler',
    broken: (context) =>
      !isFree(context) &&
      !isRelative(context) &&
      context.view.text('lr_scheduler_type') === undefined &&
      !scheduler(context).startsWith('adafactor') &&
      ![...SCHEDULERS, ...OTHER_SCHEDULERS].includes(scheduler(context)),
    message: (context) => l10n.t('The trainer has no schedule “{0}” (lr_scheduler).', scheduler(context)),
    fix: (context) => l10n.t('Did you mean {0}?', closest(scheduler(context), SCHEDULERS)),
  },
  {
    code: 'warmup_constant',
    level: 'error',
    option: 'lr_warmup_steps',
    broken: (context) =>
      hasWarmup(context) &&
      !isFree(context) &&
      !isRelative(context) &&
      context.view.text('lr_scheduler_type') === undefined &&
      scheduler(context) === 'constant',
    message: () => l10n.t('lr_warmup_steps: the schedule “constant” has no warm-up, and the trainer stops.'),
    fix: () => l10n.t('Set lr_scheduler to "constant_with_warmup", or lr_warmup_steps to 0.'),
  },
  {
    code: 'warmup_not_possible',
    level: 'error',
    option: 'lr_warmup_steps',
    broken: (context) =>
      hasWarmup(context) &&
      !isFree(context) &&
      (context.view.text('lr_scheduler_type') !== undefined || isRelative(context)),
    message: () =>
      l10n.t(
        'lr_warmup_steps cannot be used with lr_scheduler_type, nor with Adafactor that finds its own rate.',
      ),
    fix: () => l10n.t('Set lr_warmup_steps to 0.'),
  },
  {
    code: 'warmup_fraction',
    level: 'error',
    option: 'lr_warmup_steps',
    broken: ({ view, floats }) => {
      const steps = view.number('lr_warmup_steps') ?? 0;
      return steps >= 1 && (!Number.isInteger(steps) || floats.has('lr_warmup_steps'));
    },
    message: ({ view }) =>
      l10n.t(
        'lr_warmup_steps = {0} with a decimal point is taken for so many times the whole training.',
        view.number('lr_warmup_steps') ?? 0,
      ),
    fix: () => l10n.t('Write a whole number of steps, or a part such as 0.1.'),
  },
  {
    code: 'warmup_too_long',
    level: 'warning',
    option: 'lr_warmup_steps',
    broken: (context) => {
      const { view, floats } = context;
      const [warmup, steps] = [view.number('lr_warmup_steps') ?? 0, view.number('max_train_steps')];
      return (
        steps !== undefined &&
        !view.has('max_train_epochs') &&
        !isFree(context) &&
        warmup >= steps &&
        Number.isInteger(warmup) &&
        !floats.has('lr_warmup_steps') &&
        steps > 0
      );
    },
    message: () =>
      l10n.t('lr_warmup_steps is not less than max_train_steps: the learning rate is never reached.'),
    fix: () => l10n.t('Lower lr_warmup_steps, for example to a tenth of the steps.'),
  },
  {
    code: 'schedule_ignored',
    level: 'warning',
    option: 'lr_scheduler',
    broken: (context) => isFree(context) && (hasWarmup(context) || scheduler(context) !== 'constant'),
    message: ({ view }) =>
      l10n.t(
        '{0} has no schedule: lr_scheduler and lr_warmup_steps are ignored.',
        view.text('optimizer_type') ?? '',
      ),
    fix: () => l10n.t('Leave them out.'),
  },
  {
    code: 'schedule_of_adafactor',
    level: 'error',
    option: 'lr_scheduler',
    broken: (context) => scheduler(context).startsWith('adafactor') && !isRelative(context),
    message: () =>
      l10n.t(
        'The schedule “adafactor” (lr_scheduler) works only with the optimizer Adafactor that finds its own rate.',
      ),
    fix: () => l10n.t('Take another lr_scheduler.'),
  },
  {
    code: 'min_rate_missing',
    level: 'error',
    option: 'lr_scheduler',
    broken: (context) =>
      !isFree(context) &&
      !isRelative(context) &&
      context.view.text('lr_scheduler_type') === undefined &&
      scheduler(context) === 'cosine_with_min_lr' &&
      !context.view.has('lr_scheduler_min_lr_ratio') &&
      !context.view.list('lr_scheduler_args').some((each) => each.startsWith('min_lr=')),
    message: () => l10n.t('The schedule “cosine_with_min_lr” needs lr_scheduler_min_lr_ratio.'),
    fix: () => l10n.t('Set lr_scheduler_min_lr_ratio, for example to 0.1.'),
  },
  {
    code: 'step_rules_missing',
    level: 'error',
    option: 'lr_scheduler',
    broken: (context) =>
      !isFree(context) &&
      !isRelative(context) &&
      context.view.text('lr_scheduler_type') === undefined &&
      scheduler(context) === 'piecewise_constant' &&
      !context.view.list('lr_scheduler_args').some((each) => each.startsWith('step_rules=')),
    message: () =>
      l10n.t('The schedule “piecewise_constant” (lr_scheduler) needs step_rules in lr_scheduler_args.'),
    fix: () => l10n.t('Set lr_scheduler_args to {0}, for example.', `["step_rules='1:500,0.1:1500,0.01'"]`),
  },
];

/** The first of a list that is not `name=value` with a value of Python. */
const badArgument = ({ view }: RuleContext, option: string) =>
  view.list(option).find((each) => {
    const parts = each.split('=');
    return parts.length !== 2 || !pythonLiteral(parts[1] ?? '');
  });

const ARGUMENTS: readonly Rule[] = ['optimizer_args', 'lr_scheduler_args'].map((option) => ({
  code: 'bad_argument',
  level: 'error',
  option,
  broken: (context) => badArgument(context, option) !== undefined,
  message: (context) =>
    l10n.t(
      '{0}: “{1}” is not name=value with a value as Python writes it (True, 0.9, "text").',
      option,
      badArgument(context, option) ?? '',
    ),
  fix: () => l10n.t('Write each as a text of its own: ["weight_decay=0.01", "betas=0.9,0.99"].'),
}));

export const OPTIMIZER_RULES: readonly Rule[] = [...TYPES, ...SCHEDULES, ...ARGUMENTS];
