import type { OptionFacts } from '../options/optionTable';

const TYPES: Readonly<Record<OptionFacts['type'], string>> = {
  str: 'string',
  path: 'string',
  int: 'integer',
  float: 'float',
  int_or_float: 'integer | float',
  bool: 'boolean',
};

/** The type of an option, as TOML calls it. */
export const optionType = ({ type, many }: OptionFacts): string =>
  many === true ? `array of ${TYPES[type]}` : TYPES[type];
