import * as l10n from '@vscode/l10n';
import { claimOf } from '../../models/header/claims';
import { metadataText } from '../../models/header/metadataText';
import { safeName } from '../../files/safeName';
import { visible } from '../../text/visible';
import { fromOptions, type NotCarried } from '../job/import/fromOptions';
import { familyOf } from '../job/import/importTraining';
import type { TrainingFile } from '../job/trainingFile';
import { trainingText } from '../job/writeTraining';
import { FAMILY_FACTS, type Family } from '../options/families';
import { headerSubsets, wordOfAllCaptions } from './headerData';
import { headerOptions } from './headerOptions';

/** A training file that was made of the header of a LoRA. */
export interface AgainFromHeader {
  readonly text: string;
  /** What the header does not tell, or what could not be carried over: it stands at the top of the text, too. */
  readonly notTold: readonly NotCarried[];
}

/** Families of headers, by the words of the models' side. */
const FAMILIES: Readonly<Record<string, Family>> = {
  sd1: 'sd15',
  sdxl: 'sdxl',
  flux1: 'flux',
  sd3: 'sd3',
  lumina: 'lumina',
  anima: 'anima',
};

/**
 * Rebuilds the training of a LoRA from what kohya's trainer wrote into its header. Never throws.
 * @param metadata `__metadata__` of the file; nothing in it is trusted
 * @param fileName of the LoRA
 * @returns undefined where the header says nothing of a training
 */
export function againFromHeader(
  metadata: Readonly<Record<string, string>>,
  fileName: string,
): AgainFromHeader | undefined {
  const options = headerOptions(metadata);
  const isTold = ['network_dim', 'learning_rate', 'max_train_steps'].some(
    (name) => options[name] !== undefined,
  );
  if (!isTold) return undefined;
  const family = familyIn(metadata, options);
  const { training, notCarried } = fromOptions(family.family, options);
  const subsets = headerSubsets(metadata);
  const [only, ...others] = subsets;
  const trigger = metadataText(metadata, 'modelspec.trigger_phrase') ?? wordOfAllCaptions(metadata);
  const whole: Partial<TrainingFile> = {
    ...training,
    name: safeName(typeof training.name === 'string' ? training.name : stem(fileName), 'lora'),
    base_model: training.base_model ?? 'base_model.safetensors',
    ...(trigger !== undefined && trigger.length <= 200 && { trigger }),
    // What the pictures had for captions was trained as it was.
    captions: 'keep',
    ...(only && others.length === 0 && only.regularization !== true
      ? { pictures: only.folder, ...(only.repeats !== undefined && { repeats: only.repeats }), ...(only.class !== undefined && { class: only.class }) } // prettier-ignore
      : subsets.length > 0
        ? { subsets }
        : { pictures: 'pictures' }),
  };
  const notTold = [
    ...family.notTold,
    ...notCarried,
    ...unknown(family.family, whole, training.base_model !== undefined, subsets.length > 0),
    ...guesses(metadata, trigger),
  ];
  return { text: listOf(notTold, fileName) + trainingText(whole), notTold };
}

const stem = (fileName: string) => fileName.replace(/\.\w+$/, '');

function familyIn(
  metadata: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>>,
): { readonly family: Family; readonly notTold: readonly NotCarried[] } {
  const told =
    metadataText(metadata, 'ss_base_model_version') ?? metadataText(metadata, 'modelspec.architecture');
  const claim = claimOf(told);
  const known = claim && (Object.hasOwn(FAMILIES, claim.family) ? FAMILIES[claim.family] : undefined);
  if (known !== undefined) return { family: known, notTold: [] };
  const family = familyOf(options);
  const reason =
    told === undefined
      ? l10n.t('The header does not say it: it is guessed from the other settings.')
      : l10n.t('The header says “{0}”, which is not trained here: check it.', told.slice(0, 60));
  return { family, notTold: [{ option: 'family', reason }] };
}

/** What no header of the trainer has. */
function unknown(
  family: Family,
  { subsets, pictures }: Partial<TrainingFile>,
  hasBase: boolean,
  hasFolders: boolean,
): NotCarried[] {
  const own = (option: string, reason: string): NotCarried => ({ option, reason });
  return [
    own(
      'base_model',
      hasBase
        ? l10n.t('The header has only its name: say where it is.')
        : l10n.t('The header does not say it: fill it in.'),
    ),
    ...FAMILY_FACTS[family].components.map((name) =>
      own(`components.${name}`, l10n.t('The header does not say where it is: fill it in.')),
    ),
    own(
      subsets && pictures === undefined ? 'subsets' : 'pictures',
      hasFolders
        ? l10n.t(
            'The header has only the names of the folders: say where they are. Pictures and captions are not in it.',
          )
        : l10n.t('Pictures and captions are not in the header: say where they are.'),
    ),
    own('save', l10n.t('When checkpoints and states were saved is not in the header.')),
    own('samples', l10n.t('Prompts of samples are not in the header.')),
  ];
}

function guesses(metadata: Readonly<Record<string, string>>, trigger: string | undefined): NotCarried[] {
  if (trigger === undefined)
    return [{ option: 'trigger', reason: l10n.t('The header does not say it: fill it in, or leave it out for a style.') }]; // prettier-ignore
  if (metadataText(metadata, 'modelspec.trigger_phrase') !== undefined) return [];
  return [{ option: 'trigger', reason: l10n.t('It is a guess: the word that stands in most captions.') }];
}

/** Comments, each in one line: they quote a file from anywhere. */
function listOf(notTold: readonly NotCarried[], fileName: string): string {
  const lines = notTold.map(({ option, reason }) => `# - ${visible(option)}: ${visible(reason)}`);
  return [
    `# ${visible(l10n.t('Rebuilt from the header of {0}. What it does not tell:', fileName))}`,
    ...lines,
    '',
    '',
  ].join('\n');
}
