import type { FindingLevel } from '../../finding';
import type { Family, FamilyFacts } from '../families';
import type { Settings, SettingsView } from '../settings';

/** What a rule looks at. */
export interface RuleContext {
  readonly family: Family;
  readonly facts: FamilyFacts;
  readonly view: SettingsView;
  readonly settings: Settings;
  /** Options whose value was written with a decimal point, though it is whole: `0.0`. */
  readonly floats: ReadonlySet<string>;
}

/** Options that do not go together, or not with the family. */
export interface Rule {
  readonly code: string;
  readonly level: FindingLevel;
  /** What it points at. */
  readonly option: string;
  /** Only these; all where it is not said. */
  readonly families?: readonly Family[];
  readonly broken: (context: RuleContext) => boolean;
  readonly message: (context: RuleContext) => string;
  readonly fix: (context: RuleContext) => string;
}

/** Families that keep the text encoders' outputs, all under the same two options. */
export const CACHING_FAMILIES: readonly Family[] = [
  'sdxl',
  'flux',
  'sd3',
  'lumina',
  'hunyuan_image',
  'anima',
];
export const FLOW_FAMILIES: readonly Family[] = ['flux', 'sd3', 'lumina', 'hunyuan_image', 'anima'];

/** Whether the outputs of the text encoders are kept: keeping them on disk switches it on, too. */
export const keepsTextOutputs = ({ view }: RuleContext): boolean =>
  view.on('cache_text_encoder_outputs') || view.on('cache_text_encoder_outputs_to_disk');

export const isPositive = ({ view }: RuleContext, option: string): boolean => (view.number(option) ?? 0) > 0;
