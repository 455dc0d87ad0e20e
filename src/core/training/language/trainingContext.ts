import { readToml, type TomlDocument } from '../job/toml';
import { FAMILIES, FAMILY_FACTS, type Family } from '../options/families';
import { shippedTable, type OptionTable } from '../options/optionTable';

/** What completion and hovers know besides the text. */
export interface LanguageKnowledge {
  /** The options of a family’s trainer; those of the user’s checkout where it is known. */
  readonly table?: (family: Family) => OptionTable;
  /** Short names of base models. */
  readonly baseModels?: readonly string[];
}

/** What the whole text says that one place of it depends on. */
export interface TrainingContext {
  readonly document: TomlDocument;
  /** SD 1.5 where the file does not say it. */
  readonly family: Family;
  readonly table: OptionTable;
  readonly networkModule: string;
}

/** Lines that are no TOML are left out, so that the others count while one is being written. */
export function trainingContext(text: string, { table = shippedTable }: LanguageKnowledge): TrainingContext {
  const document = readToml(text);
  const { family: written, network_module: field, extra } = document.value;
  const family = FAMILIES.find((each) => each === written) ?? 'sd15';
  const option =
    typeof extra === 'object' && extra !== null
      ? (extra as Record<string, unknown>).network_module
      : undefined;
  const networkModule = [option, field].find((each) => typeof each === 'string');
  return {
    document,
    family,
    table: table(family),
    networkModule: networkModule ?? FAMILY_FACTS[family].networkModule,
  };
}
