import * as l10n from '@vscode/l10n';
import type { Finding } from '../finding';
import { FAMILY_FACTS, type Family } from './families';
import { nearestOption } from './nearestOption';
import { checkNetworkArguments } from './networkArguments';
import type { OptionTable } from './optionTable';
import { checkValue } from './optionValues';
import { NEEDED_RULES } from './rules/neededRules';
import { NETWORK_RULES } from './rules/networkRules';
import { OPTIMIZER_RULES } from './rules/optimizerRules';
import { PICTURE_RULES } from './rules/pictureRules';
import type { Rule } from './rules/rule';
import { RUN_RULES } from './rules/runRules';
import { viewSettings, type Settings } from './settings';

export const RULES: readonly Rule[] = [
  ...NEEDED_RULES,
  ...NETWORK_RULES,
  ...PICTURE_RULES,
  ...OPTIMIZER_RULES,
  ...RUN_RULES,
];

export interface CheckOptions {
  /** Whether the table is that of the user’s own checkout: an option that is not in it is an error then. */
  readonly own: boolean;
  /** Options whose value is whole and was written with a decimal point, as TOML tells and JavaScript does not. */
  readonly floats?: ReadonlySet<string>;
}

/**
 * Everything that can be said about settings before a training starts: names, types, choices, and options that do not
 * go together.
 * @param settings options by their own names, as the trainer's `--config_file` has them
 */
export function checkSettings(
  family: Family,
  settings: Settings,
  table: OptionTable,
  { own, floats = new Set() }: CheckOptions,
): Finding[] {
  const unknown = own ? 'error' : 'warning';
  const findings: Finding[] = [];
  // A value that was found wrong is left out of the rules: they would only repeat it.
  const sound: Record<string, Settings[string]> = {};
  for (const [option, value] of Object.entries(settings)) {
    const facts = table.get(option);
    if (!facts) findings.push(unknownOption(option, table, unknown));
    const wrong = facts && !isIdle(option, settings) && checkValue(option, facts, value, floats.has(option));
    if (wrong) findings.push(wrong);
    else sound[option] = value;
  }
  const wrong = new Set(findings.map(({ option }) => option));
  const view = viewSettings(sound, (option) => table.get(option)?.default);
  const seen = { ...view, has: (option: string) => view.has(option) || wrong.has(option) };
  const context = { family, facts: FAMILY_FACTS[family], view: seen, settings: sound, floats };
  for (const rule of RULES) {
    if (rule.families?.includes(family) === false || wrong.has(rule.option) || !rule.broken(context))
      continue;
    findings.push({
      level: rule.level,
      code: rule.code,
      option: rule.option,
      message: rule.message(context),
      fix: rule.fix(context),
    });
  }
  return [...findings, ...checkNetworkArguments(family, seen, unknown)];
}

/** Whether nothing looks at the option: other programs write `dynamo_backend = "no"`, which is no choice. */
const isIdle = (option: string, settings: Settings) =>
  option === 'dynamo_backend' && settings.torch_compile !== true;

function unknownOption(option: string, table: OptionTable, level: Finding['level']): Finding {
  const shown = option.slice(0, 100);
  const nearest = nearestOption(option, table);
  return {
    level,
    code: 'unknown_option',
    option,
    nearest,
    message: l10n.t('The trainer has no option “{0}”: it would silently be ignored.', shown),
    fix: l10n.t('Did you mean {0}?', nearest),
  };
}
