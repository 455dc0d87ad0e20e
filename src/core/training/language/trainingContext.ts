import { readToml, type TomlDocument } from '../job/toml';
import { FAMILIES, FAMILY_FACTS, type Family } from '../options/families';
import { shippedTable, type OptionTable } from '../options/optionTable';

/** What completion and hovers know besides the text. */
export interface LanguageKnowledge {
  /** The options of the user’s own trainer for a family, where they are known. */
  readonly ownTable?: (family: Family) => OptionTable | undefined;
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
export function trainingContext(text: string, { ownTable }: LanguageKnowledge): TrainingContext {
  const document = readToml(text);
  const { family: written, network_module: field, extra, launcher } = document.value;
  const family = FAMILIES.find((each) => each === written) ?? 'sd15';
  const networkModule = [inTable(extra, 'network_module'), field].find((each) => typeof each === 'string');
  // A container has a trainer of its own.
  const own = inTable(launcher, 'type') === 'docker' ? undefined : ownTable?.(family);
  return {
    document,
    family,
    table: own ?? shippedTable(family),
    networkModule: networkModule ?? FAMILY_FACTS[family].networkModule,
  };
}

const inTable = (table: unknown, name: string): unknown =>
  typeof table === 'object' && table !== null ? (table as Record<string, unknown>)[name] : undefined;
