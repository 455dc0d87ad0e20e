import type { Family } from './families';
import anima from './tables/anima.json';
import common from './tables/common.json';
import flux from './tables/flux.json';
import hunyuanImage from './tables/hunyuan_image.json';
import lumina from './tables/lumina.json';
import sd3 from './tables/sd3.json';
import sdxl from './tables/sdxl.json';

export type OptionType = 'str' | 'path' | 'int' | 'float' | 'int_or_float' | 'bool';

/** What a trainer accepts as the value of one option. */
export interface OptionFacts {
  readonly type: OptionType;
  /** A list of such values. */
  readonly many?: boolean;
  readonly choices?: readonly (string | number)[];
  readonly default?: string | number | boolean;
  /** What the trainer itself says of it, where the table is that of a checkout: a text of its authors. */
  readonly help?: string;
}

/** The options of one trainer, by name. */
export type OptionTable = ReadonlyMap<string, OptionFacts>;

const BESIDE: Readonly<Record<Family, unknown>> = {
  sd15: {},
  sdxl: sdxl.options,
  flux: flux.options,
  sd3: sd3.options,
  lumina: lumina.options,
  hunyuan_image: hunyuanImage.options,
  anima: anima.options,
};

/** The options of a family's trainer in the release that the tables were made from: sd-scripts v0.10.1. */
export function shippedTable(family: Family): OptionTable {
  const options = { ...common.options, ...(BESIDE[family] as object) };
  return new Map(Object.entries(options) as [string, OptionFacts][]);
}
