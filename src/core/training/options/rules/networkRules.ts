import * as l10n from '@vscode/l10n';
import { distance } from 'fastest-levenshtein';
import { FAMILIES, FAMILY_FACTS, type Family } from '../families';
import type { SettingsView } from '../settings';
import { FLOW_FAMILIES, isPositive, keepsTextOutputs, type Rule } from './rule';

const MODULES = new Set(
  FAMILIES.flatMap((family) => [FAMILY_FACTS[family].networkModule, ...FAMILY_FACTS[family].otherModules]),
);

const OTHER_MODULES = ['lycoris.kohya', 'networks.loha', 'networks.lokr'];

/** Whether a name is no module of Python, or nearly that of one which is known: nobody calls an own one so. */
function isMisspelt(module: string | undefined): boolean {
  if (module === undefined || MODULES.has(module) || OTHER_MODULES.includes(module)) return false;
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(module)) return true;
  const small = module.toLowerCase();
  return [...MODULES, ...OTHER_MODULES].some(
    (each) => each.endsWith(`.${small}`) || (distance(small, each) <= 1 && !/\d$/.test(small)),
  );
}

/** A number in network_args. */
function argument(view: SettingsView, name: string): number | undefined {
  const text = view.list('network_args').find((each) => each.startsWith(`${name}=`));
  const number = Number(text?.slice(name.length + 1));
  return Number.isInteger(number) ? number : undefined;
}

const MODULE: readonly Rule[] = [
  {
    code: 'wrong_network_module',
    level: 'error',
    option: 'network_module',
    broken: ({ view, facts }) => {
      const module = view.text('network_module') ?? facts.networkModule;
      return MODULES.has(module) && module !== facts.networkModule && !facts.otherModules.includes(module);
    },
    message: ({ view, family, facts }) =>
      l10n.t(
        'network_module {0} does not fit {1}, which needs {2}.',
        view.text('network_module') ?? '',
        family,
        facts.networkModule,
      ),
    fix: ({ facts }) => l10n.t('Set network_module to {0}.', facts.networkModule),
  },
  {
    code: 'network_module_misspelt',
    level: 'error',
    option: 'network_module',
    broken: ({ view }) => isMisspelt(view.text('network_module')),
    message: ({ view }) =>
      l10n.t(
        'There is no network_module {0}: the trainer stops once the base model is loaded.',
        view.text('network_module') ?? '',
      ),
    fix: ({ facts }) => l10n.t('Set network_module to {0}.', facts.networkModule),
  },
  {
    code: 'unknown_network_module',
    level: 'warning',
    option: 'network_module',
    broken: ({ view, facts }) => {
      const module = view.text('network_module') ?? facts.networkModule;
      return (
        !MODULES.has(module) &&
        !isMisspelt(module) &&
        (module.startsWith('networks.') || !module.includes('.'))
      );
    },
    message: ({ view }) =>
      l10n.t('sd-scripts v0.10.1 has no network_module {0}.', view.text('network_module') ?? ''),
    fix: ({ facts }) => l10n.t('Set network_module to {0}.', facts.networkModule),
  },
  {
    code: 'dylora_ranks',
    level: 'error',
    option: 'network_args',
    broken: ({ view }) => {
      if (view.text('network_module') !== 'networks.dylora') return false;
      const [rank, convolutions] = [view.number('network_dim') ?? 4, argument(view, 'conv_dim')];
      return (
        rank % (argument(view, 'unit') ?? 1) !== 0 || (convolutions !== undefined && convolutions !== rank)
      );
    },
    message: ({ view }) =>
      l10n.t(
        'network_args: DyLoRA needs a conv_dim that is network_dim, {0}, and a unit that divides it.',
        view.number('network_dim') ?? 4,
      ),
    fix: () => l10n.t('Correct conv_dim and unit, or leave them out.'),
  },
  {
    code: 'nothing_trained',
    level: 'error',
    option: 'network_train_text_encoder_only',
    broken: ({ view }) => view.on('network_train_text_encoder_only') && view.on('network_train_unet_only'),
    message: () =>
      l10n.t('network_train_unet_only and network_train_text_encoder_only together leave nothing to train.'),
    fix: () => l10n.t('Keep one of them.'),
  },
  {
    code: 'weights_missing',
    level: 'error',
    option: 'dim_from_weights',
    broken: ({ view }) => view.on('dim_from_weights') && view.text('network_weights') === undefined,
    message: () => l10n.t('dim_from_weights needs network_weights: a LoRA to take the size from.'),
    fix: () => l10n.t('Set network_weights, or leave out dim_from_weights.'),
  },
  {
    code: 'multipliers_ignored',
    level: 'warning',
    option: 'base_weights_multiplier',
    broken: ({ view, settings }) =>
      view.has('base_weights_multiplier') &&
      (!Array.isArray(settings.base_weights_multiplier) ||
        settings.base_weights_multiplier.length > view.list('base_weights').length),
    message: () => l10n.t('base_weights_multiplier has more numbers than base_weights has files.'),
    fix: () => l10n.t('Give one number for each file.'),
  },
  {
    code: 'text_encoder_lr_ignored',
    level: 'warning',
    option: 'text_encoder_lr',
    broken: ({ view, settings }) =>
      view.on('network_train_unet_only') &&
      [settings.text_encoder_lr].flat().some((rate) => typeof rate === 'number' && rate > 0),
    message: () => l10n.t('text_encoder_lr is ignored, as network_train_unet_only is set.'),
    fix: () => l10n.t('Leave out one of the two.'),
  },
  {
    code: 'unet_lr_ignored',
    level: 'warning',
    option: 'unet_lr',
    broken: (context) => context.view.on('network_train_text_encoder_only') && isPositive(context, 'unet_lr'),
    message: () => l10n.t('unet_lr is ignored, as network_train_text_encoder_only is set.'),
    fix: () => l10n.t('Leave out one of the two.'),
  },
];

const TEXT_ENCODERS: readonly Rule[] = [
  {
    code: 'text_encoders_cached',
    level: 'error',
    option: 'cache_text_encoder_outputs',
    families: ['sdxl', 'anima'],
    broken: (context) => keepsTextOutputs(context) && !context.view.on('network_train_unet_only'),
    message: () =>
      l10n.t(
        'cache_text_encoder_outputs needs network_train_unet_only: a text encoder whose outputs are kept cannot be trained.',
      ),
    fix: () => l10n.t('Set network_train_unet_only, or leave out cache_text_encoder_outputs.'),
  },
  {
    code: 'text_encoders_cached',
    level: 'warning',
    option: 'cache_text_encoder_outputs',
    families: ['lumina'],
    broken: (context) => keepsTextOutputs(context) && !context.view.on('network_train_unet_only'),
    message: () =>
      l10n.t(
        'Without network_train_unet_only, the text encoder is trained, whose outputs cache_text_encoder_outputs would keep.',
      ),
    fix: () => l10n.t('Set network_train_unet_only, or leave out cache_text_encoder_outputs.'),
  },
  {
    code: 'unet_only_needed',
    level: 'error',
    option: 'network_train_unet_only',
    families: ['hunyuan_image'],
    broken: ({ view }) => !view.on('network_train_unet_only'),
    message: () => l10n.t('HunyuanImage needs network_train_unet_only: its text encoders cannot be trained.'),
    fix: () => l10n.t('Set network_train_unet_only.'),
  },
  {
    code: 't5_cached',
    level: 'error',
    option: 'network_args',
    families: ['flux', 'sd3'],
    broken: (context) =>
      keepsTextOutputs(context) && context.view.list('network_args').includes('train_t5xxl=True'),
    message: () =>
      l10n.t('network_args: train_t5xxl trains T5, so that cache_text_encoder_outputs cannot be used.'),
    fix: () => l10n.t('Leave out one of the two.'),
  },
  {
    code: 'chroma_mask',
    level: 'error',
    option: 'apply_t5_attn_mask',
    families: ['flux'],
    broken: ({ view }) => view.text('model_type') === 'chroma' && !view.on('apply_t5_attn_mask'),
    message: () => l10n.t('Chroma (model_type) needs apply_t5_attn_mask.'),
    fix: () => l10n.t('Set apply_t5_attn_mask.'),
  },
  {
    code: 'v2_not_possible',
    level: 'error',
    option: 'v2',
    families: ['sdxl'],
    broken: ({ view }) => view.on('v2'),
    message: () => l10n.t('v2 cannot be used with SDXL.'),
    fix: () => l10n.t('Leave out v2.'),
  },
  {
    code: 'clip_skip_v2',
    level: 'warning',
    option: 'clip_skip',
    families: ['sd15'],
    broken: ({ view }) => view.on('v2') && view.has('clip_skip'),
    message: () => l10n.t('clip_skip with v2 gives something unexpected.'),
    fix: () => l10n.t('Leave out clip_skip.'),
  },
];

/** Options that a family’s trainer takes and does not look at. */
const UNUSED: readonly [option: string, families: readonly Family[]][] = [
  ['clip_skip', ['sdxl', ...FLOW_FAMILIES]],
  ['max_token_length', FLOW_FAMILIES],
  ['v2', FLOW_FAMILIES],
  ['v_parameterization', FLOW_FAMILIES],
  ['min_snr_gamma', FLOW_FAMILIES],
  ['debiased_estimation_loss', FLOW_FAMILIES],
  ['noise_offset', FLOW_FAMILIES],
  ['multires_noise_iterations', FLOW_FAMILIES],
];

const UNUSED_RULES: readonly Rule[] = UNUSED.map(([option, families]) => ({
  code: 'without_effect',
  level: 'warning',
  option,
  families,
  broken: ({ view }) =>
    view.has(option) && view.on(option) && !(option === 'clip_skip' && view.number(option) === 1),
  message: ({ family }) => l10n.t('{0} does nothing with {1}: it is ignored.', option, family),
  fix: () => l10n.t('Leave out {0}.', option),
}));

export const NETWORK_RULES: readonly Rule[] = [...MODULE, ...TEXT_ENCODERS, ...UNUSED_RULES];
