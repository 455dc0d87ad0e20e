import type manifest from '../../../../package.json';

/** What the ids of everything that the extension contributes begin with. */
export const PREFIX = 'diffusionWorkbench';

/** As VS Code names the extension: publisher and name. */
export const EXTENSION_ID = 'diffusion-workbench.diffusion-workbench';

type Properties = (typeof manifest)['contributes']['configuration']['properties'];

/** A setting by its full name. */
export type SettingId = keyof Properties;
/** A setting by its name without the prefix. */
export type SettingKey = WithoutPrefix<SettingId>;
type WithoutPrefix<Id> = Id extends `${typeof PREFIX}.${infer Key}` ? Key : never;

/** The values of the settings that allow only some. */
export const CHOICES = {
  'models.groupBy': ['folder', 'type', 'baseModel'],
  'previews.maxNsfwLevel': ['PG', 'PG-13', 'R', 'X', 'XXX'],
  'extract.outputFormat': ['json', 'text'],
  'gallery.blurAbove': ['PG', 'PG-13', 'R', 'X', 'XXX'],
  'prompts.refilterSource': ['existing', 'raw'],
  'prompts.loraTags': ['all', 'last'],
  'prompts.trailingComma': ['preserve', 'always', 'never'],
  'images.metadataFormat': ['json', 'txt', 'exif'],
  'images.duplicateStrategy': ['skip', 'replace', 'keepBoth'],
} as const satisfies Partial<Record<SettingKey, readonly string[]>>;

/** The type of a setting: one of its choices, else that of its default in package.json. */
export type SettingValue<Key extends SettingKey> = Key extends keyof typeof CHOICES
  ? (typeof CHOICES)[Key][number]
  : Default<Key> extends readonly string[]
    ? readonly string[]
    : Default<Key> extends readonly number[]
      ? readonly number[]
      : Default<Key> extends boolean | number | string
        ? Default<Key>
        : Readonly<Record<string, string>>;
type Default<Key extends SettingKey> = Properties[`${typeof PREFIX}.${Key}`]['default'];

/** What package.json says of a setting. */
export interface SettingSchema {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly type: string; readonly enum?: readonly string[] };
  readonly minItems?: number;
}

/**
 * The value of a setting as its schema allows it. Settings are files, so a value may be of any type.
 * @returns the default where the type is wrong; a number beyond its limits becomes the nearest one
 */
export function validSetting(schema: SettingSchema, value: unknown): unknown {
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : schema.default;
    case 'integer': {
      if (typeof value !== 'number' || !Number.isInteger(value)) return schema.default;
      const { minimum = -Infinity, maximum = Infinity } = schema;
      return Math.min(maximum, Math.max(minimum, value));
    }
    case 'array':
      return Array.isArray(value) ? validItems(schema, value) : schema.default;
    case 'object':
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string'))
        : schema.default;
    default: {
      const text = typeof value === 'string' ? value.trim() : '';
      const isAllowed = text !== '' && (schema.enum?.includes(text) ?? true);
      return isAllowed ? text : schema.default;
    }
  }
}

function validItems(
  { items, minItems = 0, default: usual }: SettingSchema,
  values: readonly unknown[],
): unknown {
  const valid = values.filter((item) =>
    items?.type === 'integer'
      ? Number.isInteger(item)
      : typeof item === 'string' && (items?.enum?.includes(item) ?? true),
  );
  return valid.length < minItems ? usual : valid;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
