import { TRAINING_SCHEMA } from '../job/trainingFile';

/** What the schema of training files says of a field. */
export interface FieldFacts {
  readonly kind: 'text' | 'flag' | 'number' | 'list' | 'table' | 'tables' | 'several';
  /** As TOML calls it: `integer`, `array of string`. */
  readonly type: string;
  readonly choices?: readonly string[];
  /** The fields inside of it. */
  readonly fields?: readonly string[];
}

/** As much of a schema of valibot as is looked at. */
interface Schema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  /** Of a picklist: texts; of a union: schemas. */
  readonly options?: readonly (string | Schema)[];
  readonly pipe?: readonly { readonly type: string }[];
}

/** The path of a field without the numbers of lists: `subsets.folder`. */
export const fieldPath = (path: readonly (string | number)[]): string =>
  path.filter((step) => typeof step === 'string').join('.');

/** What may stand at a path of a training file; undefined where nothing of ours may, as inside of `[extra]`. */
export function fieldAt(path: readonly (string | number)[]): FieldFacts | undefined {
  let schema: Schema | undefined = unwrapped(TRAINING_SCHEMA);
  for (const step of path) {
    const { entries, item }: Schema = schema;
    const inner: Schema | undefined =
      typeof step === 'number' ? item : entries && Object.hasOwn(entries, step) ? entries[step] : undefined;
    if (!inner) return undefined;
    schema = unwrapped(inner);
  }
  return factsOf(schema);
}

const unwrapped = (schema: Schema): Schema => (schema.wrapped ? unwrapped(schema.wrapped) : schema);

function factsOf(schema: Schema): FieldFacts {
  switch (schema.type) {
    case 'boolean':
      return { kind: 'flag', type: 'boolean' };
    case 'number': {
      const isWhole = schema.pipe?.some(({ type }) => type === 'integer') === true;
      return { kind: 'number', type: isWhole ? 'integer' : 'float' };
    }
    case 'picklist':
      return {
        kind: 'text',
        type: 'string',
        choices: schema.options?.filter((option) => typeof option === 'string') ?? [],
      };
    case 'array': {
      const item = schema.item && factsOf(unwrapped(schema.item));
      if (item?.kind === 'table') return { ...item, kind: 'tables', type: 'array of tables' };
      return { kind: 'list', type: `array of ${item?.type ?? 'values'}` };
    }
    case 'union': {
      const types = schema.options?.flatMap((option) =>
        typeof option === 'string' ? [] : [factsOf(unwrapped(option)).type],
      );
      return { kind: 'several', type: types?.join(' | ') ?? '' };
    }
    case 'object':
      return { kind: 'table', type: 'table', fields: Object.keys(schema.entries ?? {}) };
    case 'record':
      return { kind: 'table', type: 'table' };
    default:
      return { kind: 'text', type: 'string' };
  }
}
