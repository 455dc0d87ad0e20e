import * as l10n from '@vscode/l10n';
import { closest } from 'fastest-levenshtein';
import type { Finding, FindingLevel } from '../finding';
import { wrongArgumentValue } from './argumentValues';
import type { Family } from './families';
import type { SettingsView } from './settings';

const words = (text: string) => text.trim().split(/\s+/);
const PLUS = 'loraplus_lr_ratio loraplus_unet_lr_ratio loraplus_text_encoder_lr_ratio';
const DROPOUTS = 'rank_dropout module_dropout';
const BLOCKS = 'down_lr_weight mid_lr_weight up_lr_weight block_lr_zero_threshold block_dims block_alphas conv_block_dims conv_block_alphas'; // prettier-ignore
const REGULAR = 'network_reg_lrs network_reg_dims';

/** The names that each network module of sd-scripts v0.10.1 looks for in `network_args`; it ignores all others. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'networks.lora': words(`conv_dim conv_alpha ${DROPOUTS} ${BLOCKS} ${PLUS}`),
  'networks.lora_fa': words(`conv_dim conv_alpha ${DROPOUTS} ${BLOCKS}`),
  'networks.dylora': words(`conv_dim conv_alpha unit ${PLUS}`),
  'networks.oft': words('enable_all_linear enable_conv'),
  'networks.oft_flux': words('enable_all_linear'),
  'networks.lora_flux': words(
    `conv_dim conv_alpha ${DROPOUTS} ${PLUS} ${REGULAR} img_attn_dim txt_attn_dim img_mlp_dim txt_mlp_dim img_mod_dim
    txt_mod_dim single_dim single_mod_dim in_dims train_double_block_indices train_single_block_indices train_blocks
    split_qkv ggpo_beta ggpo_sigma train_t5xxl verbose`,
  ),
  'networks.lora_sd3': words(
    `conv_dim conv_alpha ${DROPOUTS} ${PLUS} context_attn_dim context_mlp_dim context_mod_dim x_attn_dim x_mlp_dim
    x_mod_dim emb_dims train_block_indices split_qkv train_t5xxl verbose`,
  ),
  'networks.lora_lumina': words(
    `conv_dim conv_alpha ${DROPOUTS} ${PLUS} attn_dim mlp_dim mod_dim refiner_dim embedder_dims train_blocks split_qkv
    verbose`,
  ),
  'networks.lora_hunyuan_image': words(
    `conv_dim conv_alpha ${DROPOUTS} ${PLUS} ${REGULAR} split_qkv ggpo_beta ggpo_sigma verbose`,
  ),
  'networks.lora_anima': words(
    `${DROPOUTS} ${PLUS} ${REGULAR} train_llm_adapter exclude_patterns include_patterns verbose`,
  ),
};

/** Switches for which only this one spelling is on. */
const EXACT = new Set(['train_t5xxl', 'split_qkv']);
const CHOICES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'networks.lora_flux': { train_blocks: ['all', 'single', 'double'] },
  'networks.lora_lumina': {
    train_blocks: ['all', 'transformer', 'refiners', 'noise_refiner', 'context_refiner'],
  },
};

/** What `network_args` may name for a network module; undefined where the module is not known. */
export function networkArguments(module: string): readonly string[] | undefined {
  return Object.hasOwn(NAMES, module) ? NAMES[module] : undefined;
}

/** What an argument may be, where it is one of some. */
export function argumentChoices(module: string, name: string): readonly string[] | undefined {
  if (EXACT.has(name)) return ['True', 'False'];
  const choices = Object.hasOwn(CHOICES, module) ? CHOICES[module] : undefined;
  return choices && Object.hasOwn(choices, name) ? choices[name] : undefined;
}

/** What is wrong inside `network_args`, where the trainer itself ignores each name that it does not know. */
export function checkNetworkArguments(family: Family, view: SettingsView, unknown: FindingLevel): Finding[] {
  const module = view.text('network_module') ?? '';
  const names = networkArguments(module);
  const choices = Object.hasOwn(CHOICES, module) ? CHOICES[module] : undefined;
  return view.list('network_args').flatMap((argument): Finding[] => {
    const found = (
      level: FindingLevel,
      code: string,
      message: string,
      fix: string,
      nearest?: string,
    ): Finding[] => [
      { level, code, option: 'network_args', argument, ...(nearest && { nearest }), message, fix },
    ];
    const at = argument.indexOf('=');
    const [name, value] = [argument.slice(0, at), argument.slice(at + 1)];
    if (at <= 0)
      return found(
        'error',
        'bad_argument',
        l10n.t('network_args: “{0}” is not name=value.', argument),
        l10n.t('Write each as a text of its own: ["conv_dim=4", "conv_alpha=1"].'),
      );
    if (names && !names.includes(name)) {
      const nearest = closest(name.slice(0, 100), names);
      return found(
        unknown,
        'unknown_argument',
        l10n.t('network_args: {0} has no “{1}”, which is silently ignored.', module, name),
        l10n.t('Did you mean {0}?', nearest),
        nearest,
      );
    }
    const bad = names && wrongArgumentValue(name, value, family);
    if (bad) return found(bad.level, 'bad_argument', bad.message, bad.fix);
    if (names && EXACT.has(name) && value !== 'True' && value.toLowerCase() === 'true')
      return found(
        'warning',
        'bad_argument',
        l10n.t('network_args: only {0}=True switches it on; “{1}” is taken for off.', name, value),
        l10n.t('Write {0}=True.', name),
      );
    const allowed = choices && Object.hasOwn(choices, name) ? choices[name] : undefined;
    if (allowed && !allowed.includes(value))
      return found(
        'error',
        'bad_argument',
        l10n.t('network_args: {0} is “{1}”, but can only be one of {2}.', name, value, allowed.join(', ')),
        l10n.t('Did you mean {0}?', closest(value.slice(0, 100), allowed)),
      );
    return [];
  });
}
