import {
  asFields,
  asList,
  asName,
  asNumber,
  asText,
  fileName,
  type Fields,
} from '../../../images/info/fields';
import type { ImageInfo } from '../../../images/info/imageInfo';
import { lorasOfResources } from '../../../images/info/infotext/infotextLoras';
import { mergeLoras, usedHash } from '../../../images/info/usedLoras';

export type UsedKind = 'checkpoint' | 'lora' | 'other';

/** A model that a picture names; it is known by at least one of name, hash and version. */
export interface NamedModel {
  readonly kind: UsedKind;
  /** Without folder and extension, or the title of the model. */
  readonly name?: string | undefined;
  readonly weight?: number | undefined;
  /** In lower case: its kind depends on the writer. */
  readonly hash?: string | undefined;
  /** The version on Civitai. */
  readonly versionId?: number | undefined;
}

const CHECKPOINT = /^(?:checkpoint|model)$/i;
const LORA = /^(?:lora|lycoris|locon|dora|loha|lokr)$/i;
/** `name: hash, name: hash`, as A1111 lists embeddings. */
const HASHED = /\s*([^,:]{1,200}):\s*([0-9a-f]{6,64})\s*(?:,|$)/giy;
/** No picture names more. */
const MOST = 200;

/**
 * The models that a picture names, by what it was made with and by Civitai's `meta` of it: its checkpoint, its LoRAs, then
 * embeddings, VAE and the like.
 * @param meta of any type and shape
 */
export function namedModels(info: ImageInfo, meta: unknown): NamedModel[] {
  const fields = asFields(meta) ?? {};
  const resources = [fields.civitaiResources, fields.resources, info.params['Civitai resources']]
    .flatMap(asList)
    .map(asFields)
    .filter((each) => each !== undefined)
    .slice(0, MOST);
  const checkpoints = resources.filter((each) => CHECKPOINT.test(typeOf(each)));
  const [first] = checkpoints;
  const checkpoint: NamedModel = {
    kind: 'checkpoint',
    name: info.model ?? (first && nameOf(first)),
    hash: info.modelHash ?? undefined,
    versionId: checkpoints.map(versionOf).find((id) => id !== undefined),
  };
  const others = resources.filter((each) => !CHECKPOINT.test(typeOf(each)) && !LORA.test(typeOf(each)));
  return merged([
    checkpoint,
    ...mergeLoras([...info.loras, ...lorasOfResources(resources)]).map((lora): NamedModel => ({
      kind: 'lora',
      ...lora,
    })),
    ...others.map((each): NamedModel => ({
      kind: 'other',
      name: nameOf(each),
      weight: asNumber(each.weight),
      hash: usedHash(each.hash),
      versionId: versionOf(each),
    })),
    ...ofHashes(info.params.Hashes ?? fields.hashes),
    ...ofList(info.params['TI hashes']),
    { kind: 'other', name: fileName(info.params.VAE), hash: usedHash(info.params['VAE hash']) },
  ]);
}

const typeOf = (resource: Fields): string => asText(resource.type) ?? '';
const nameOf = (resource: Fields): string | undefined =>
  fileName(resource.name) ?? asName(resource.modelName) ?? asName(resource.modelVersionName);

function versionOf(resource: Fields): number | undefined {
  const id = asNumber(resource.modelVersionId);
  return id !== undefined && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** `Hashes` of Civitai's extension: `{"vae": …, "embed:name": …}`; those of LoRAs are known already. */
function ofHashes(hashes: unknown): NamedModel[] {
  return Object.entries(asFields(hashes) ?? {})
    .slice(0, MOST)
    .flatMap(([key, hash]) => {
      const name = /^(?:embed|hypernet):(.{1,200})$/i.exec(key)?.[1];
      return name === undefined
        ? []
        : [{ kind: 'other' as const, name: fileName(name), hash: usedHash(hash) }];
    });
}

function ofList(list: unknown): NamedModel[] {
  if (typeof list !== 'string' || list.length > 20_000) return [];
  return [...list.matchAll(HASHED)].map(([, name, hash]) => ({ kind: 'other', name: fileName(name), hash: usedHash(hash) })); // prettier-ignore
}

/** One entry for each: those of one kind with one version, hash or name are joined, and the first value of each counts. */
function merged(models: readonly NamedModel[]): NamedModel[] {
  const all: NamedModel[] = [];
  for (const model of models) {
    const { kind, name, weight, hash, versionId } = model;
    if (name === undefined && hash === undefined && versionId === undefined) continue;
    const at = all.findIndex((other) => other.kind === kind && kind !== 'checkpoint' && isSame(other, model));
    const other = all[at];
    if (other)
      all[at] = {
        kind,
        name: other.name ?? name,
        weight: other.weight ?? weight,
        hash: other.hash ?? hash,
        versionId: other.versionId ?? versionId,
      };
    else all.push(model);
  }
  return all;
}

const isSame = (one: NamedModel, other: NamedModel): boolean =>
  (['versionId', 'hash', 'name'] as const).some((key) => one[key] !== undefined && one[key] === other[key]);
