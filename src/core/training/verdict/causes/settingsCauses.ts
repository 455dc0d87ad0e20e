import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { cut, fileIn } from './causeTexts';

/** Settings that cannot be read, and wrong calls of the trainer and its launcher. */
export const SETTINGS_CAUSES: readonly Cause[] = [
  {
    id: 'unknown_option',
    match: /error: unrecognized arguments: (.{1,400})/,
    say: (match) => l10n.t('The trainer does not know these options: {0}. Correct their names, or remove them; another version of sd-scripts may have other options.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'wrong_choice',
    match: /error: argument (\S{1,200}): (.{1,400})/,
    say: (match) => l10n.t('The option {0} has a wrong value: {1}. Choose one that the trainer allows.', match[1] ?? '', match[2] ?? ''), // prettier-ignore
  },
  {
    id: 'wrong_call',
    match: /^(?:\S{0,300}\.py|(?:accelerate|torchrun)\b.{0,60}): error: (.{1,400})/i,
    say: (match) => l10n.t('The trainer was called wrongly: {0}. Correct the options.', match[1] ?? ''),
  },
  {
    id: 'launch_options',
    match: /^ValueError: (.{1,400})/,
    frames: /commands\/launch\.py:|accelerate\/utils\/launch\.py:/,
    say: (match) => l10n.t('accelerate refuses how it was called: {0} Correct the options of the launcher, or those that "accelerate config" has stored.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'accelerate_config',
    match: /The config file at (.{1,500}?) had unknown keys \((.{1,200}?)\)/,
    say: (match) => l10n.t('The settings file of accelerate, {0}, has keys that this accelerate does not know: {1}. Run "accelerate config default" in the environment of the trainer, or remove them.', match[1] ?? '', match[2] ?? ''), // prettier-ignore
  },
  {
    id: 'yaml_syntax',
    match: /^yaml\.[\w.]{1,60}Error:? ?(.{0,300})/,
    say: (match, { text, told }) => l10n.t('The settings file of accelerate or another YAML file is not valid: {0}. Correct it, or run "accelerate config default" in the environment of the trainer.', match[1] === '' ? fileIn(text, told) : (match[1] ?? '')), // prettier-ignore
  },
  {
    id: 'toml_syntax',
    match: /(?:^|\.)T(?:oml|OML)DecodeError:? ?(.{0,300})/,
    say: (match, sign) => badToml(match[1] ?? '', sign.told),
  },
  {
    // Its parser fails on some errors in other ways.
    id: 'toml_syntax',
    match: /.+/,
    frames: /\btoml\/decoder\.py:|\btom(?:llib|li)\//,
    say: (match, sign) => badToml(match[0], sign.told),
  },
  {
    id: 'json_syntax',
    match: /JSONDecodeError:? ?(.{0,300})/,
    say: (match, sign) => l10n.t('A JSON file of the settings, the prompts or a model is not valid: {0}. Correct that place, or write the file again.', withFile(match[1] ?? '', sign.told)), // prettier-ignore
  },
  {
    id: 'unknown_dataset_key',
    match: /extra keys not allowed @ (.{1,300})/,
    say: (match) => l10n.t('The dataset settings have an unknown key: {0}. Correct its name, or remove it.', cut(match[1] ?? '', 200)), // prettier-ignore
  },
  {
    id: 'wrong_dataset_value',
    match:
      /^(?:voluptuous[\w.]*\.)?(?:MultipleInvalid|Invalid|\w+Invalid)\b:? ?(.{1,300}?)(?: \/ [^/]{0,40}[\u3040-\u9fff].*)?$/,
    say: (match) => l10n.t('A dataset setting has a wrong type or value: {0}. Correct it.', match[1] ?? ''),
  },
  {
    id: 'config_format',
    match: /not supported config file format.{0,80}?: (.{1,1000})/,
    say: (match) => l10n.t('The dataset settings have to be a .toml or .json file: {0}. Rename or convert it.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'config_missing',
    match: /^(.{1,1000}\.toml) not found\.$|^ValueError: file not found .{0,80}?: (.{1,1000})/,
    say: (match) =>
      l10n.t('The settings file was not found: {0}. Correct its path.', match[1] ?? match[2] ?? ''),
  },
];

function badToml(words: string, told: string): string {
  return l10n.t('The settings file is not valid TOML: {0}. Correct that line.', withFile(words, told));
}

/** @param told the trainer names the file in the line before */
function withFile(words: string, told: string): string {
  const file = /\.(?:toml|json)\b/.test(told) ? fileIn('', told) : '';
  return file === '' ? words : words === '' ? file : l10n.t('{0}, in {1}', words, file);
}
