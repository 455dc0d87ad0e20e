import * as l10n from '@vscode/l10n';
import type { Finding } from '../../finding';
import type { TrainingFile } from '../../job/trainingFile';
import { colourOf } from '../datasetOptions';
import type { ScannedSubset } from '../scan';
import { extensionOf } from '../subsets';
import { isCommonWord } from './commonWords';

/** More pictures help little, and make a training longer. */
const ADVISED_PICTURES = 25;

/** Too few pictures, or more than help. Those of regularisation do not count. */
export function countFindings(subsets: readonly ScannedSubset[], minimum: number): Finding[] {
  const trained = subsets.filter(({ settings }) => !settings.regularization);
  const pictures = trained.flatMap((subset) => subset.pictures);
  const usable = pictures.filter(({ inspected }) => inspected.ok).length;
  const file = trained.map(({ settings }) => settings.named).join(', ');
  const place = { file, ...(trained[0] && { option: trained[0].settings.option }) };
  if (usable < minimum) {
    const unreadable = pictures.length - usable;
    return [
      {
        level: 'error',
        code: 'too_few_pictures',
        ...place,
        message:
          pictures.length === 0
            ? l10n.t('{0} is empty: there are no pictures in it, and at least {1} are needed.', file, minimum) // prettier-ignore
            : unreadable > 0
              ? l10n.t('{0}: {1} pictures are too few, at least {2} are needed; {3} more cannot be read.', file, usable, minimum, unreadable) // prettier-ignore
              : l10n.t('{0}: {1} pictures are too few, at least {2} are needed.', file, usable, minimum),
        fix: l10n.t('Add pictures, or lower “minimum_pictures”.'),
      },
    ];
  }
  if (usable <= ADVISED_PICTURES) return [];
  return [
    {
      level: 'warning',
      code: 'many_pictures',
      ...place,
      message: l10n.t(
        '{0}: {1} pictures are many, more than {2} seldom help.',
        file,
        usable,
        ADVISED_PICTURES,
      ),
      fix: l10n.t('Keep the best 15 to 25, unless this is a style.'),
    },
  ];
}

/** What the fields of a training say about its pictures that cannot work. */
export function settingFindings(training: TrainingFile, subsets: readonly ScannedSubset[]): Finding[] {
  return [...ofTexts(training), ...ofTriggers(subsets), ...ofMasks(subsets)];
}

function ofTexts(training: TrainingFile): Finding[] {
  const findings: Finding[] = [];
  if (training.background !== undefined && colourOf(training.background) === undefined)
    findings.push({
      level: 'error',
      code: 'bad_colour',
      option: 'background',
      message: l10n.t('“background” {0} is no colour.', training.background),
      fix: l10n.t('Write it as "#rrggbb": "#ffffff" is white.'),
    });
  const extensions: (readonly [string, string | undefined])[] = [
    ['caption_extension', training.caption_extension],
    ...(training.subsets ?? []).map(
      ({ caption_extension }, index) => [`subsets.${index}.caption_extension`, caption_extension] as const,
    ),
  ];
  for (const [option, text] of extensions)
    if (text !== undefined && (extensionOf(text) === undefined || !text.startsWith('.')))
      findings.push({
        level: 'error',
        code: 'bad_extension',
        option,
        message: l10n.t('“{0}” {1} is no ending of a file.', option, text),
        fix: l10n.t('Write it with its dot: ".txt".'),
      });
  return findings;
}

function ofTriggers(subsets: readonly ScannedSubset[]): Finding[] {
  const triggers = new Map<string, string>();
  for (const { settings } of subsets)
    if (settings.trigger !== undefined && !triggers.has(settings.trigger))
      triggers.set(settings.trigger, settings.option === 'pictures' ? 'trigger' : settings.option);
  return [...triggers].flatMap(([trigger, option]): Finding[] => {
    const weak = (message: string): Finding => ({
      level: 'warning',
      code: 'weak_trigger',
      option: option === 'trigger' ? option : option.replace(/folder$/, 'trigger'),
      message,
      fix: l10n.t('Take a rare word that means nothing, such as “{0}”.', 'ohwx'),
    });
    if (/^[\p{N}\s.,_-]+$/u.test(trigger))
      return [weak(l10n.t('The trigger “{0}” will not bind: each digit is a token of its own, and common.', trigger))]; // prettier-ignore
    if (!/[\p{L}\p{N}]/u.test(trigger))
      return [weak(l10n.t('The trigger “{0}” will not bind: it has no letters.', trigger))];
    if (/^\p{Script=Latin}$/u.test(trigger))
      return [weak(l10n.t('The trigger “{0}” will not bind: it is a single letter.', trigger))];
    if (trigger.split(/[\s_-]+/).every(isCommonWord))
      return [weak(l10n.t('The trigger “{0}” is a common word: the base model knows it, and it will not bind.', trigger))]; // prettier-ignore
    return [];
  });
}

function ofMasks(subsets: readonly ScannedSubset[]): Finding[] {
  const masked = subsets.find(({ settings }) => settings.masks !== undefined);
  if (!masked) return [];
  const option = masked.settings.option.replace(/folder$/, 'masks');
  const findings: Finding[] = [];
  if (subsets.some(({ settings }) => settings.regularization))
    findings.push({
      level: 'error',
      code: 'masks_with_regularization',
      option,
      message: l10n.t('Masks and pictures for regularization cannot be trained with together.'),
      fix: l10n.t('Leave out one of the two, or use alpha_mask in place of masks.'),
    });
  if (masked.settings.alphaMask)
    findings.push({
      level: 'warning',
      code: 'two_masks',
      option,
      message: l10n.t('“alpha_mask” is ignored where “masks” is set.'),
      fix: l10n.t('Keep one of the two.'),
    });
  return findings;
}
