import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { openRegular } from '../../../files/regularFile';
import type { ImageInfo } from '../../../images/info/imageInfo';
import { ByHash, knownHashes, LEAST_DIGITS } from '../../../models/library/knownHashes';
import type { ModelEntry } from '../../../models/library/modelEntry';
import { stemOf } from '../../../models/modelFile';
import { isLora, modelName } from '../../../models/view/modelText';
import { namedModels, type NamedModel, type UsedKind } from './namedModels';

/** A model that a picture was made with. */
export interface UsedModel extends NamedModel {
  readonly name: string;
  /** Absolute path of the model in the library. */
  readonly path?: string;
  /** By what it was found there; a name alone may be that of another version. */
  readonly by?: 'hash' | 'version' | 'name';
  /** The model on Civitai, as its sidecar says. */
  readonly modelId?: number | undefined;
  /** Whether Civitai has a page of it, as far as is known here. */
  readonly onCivitai: boolean;
}

/** What is asked of a model of the library. */
type Known = Pick<ModelEntry, 'path' | 'relativePath' | 'size' | 'sha256' | 'sidecar' | 'header'>;

const AUTOV1_START = 1024 * 1024;
const AUTOV1_BYTES = 64 * 1024;
const READS_AT_ONCE = 8;

/** Finds the models of the library that pictures were made with. Made again when the library has changed. */
export class UsedModels {
  private readonly byHash = new ByHash<Known>();
  private readonly byVersion = new Map<number, Known>();
  private readonly byName = new Map<string, Known[]>();
  private readonly byTitle = new Map<string, Known[]>();
  private oldHashes: Promise<ReadonlyMap<string, Known>> | undefined;

  constructor(private readonly entries: readonly Known[]) {
    for (const entry of entries) {
      const { sidecar, header } = entry;
      for (const hash of knownHashes(entry)) this.byHash.add(hash, entry);
      const version = sidecar?.civitai_version_id;
      if (version !== undefined && !this.byVersion.has(version)) this.byVersion.set(version, entry);
      add(this.byName, stemOf(entry.relativePath).toLowerCase(), entry);
      const titles = [header?.outputName, header?.title, sidecar?.civitai_name, sidecar?.name];
      for (const title of new Set(titles.flatMap((each) => lettersOf(each ?? '') || [])))
        add(this.byTitle, title, entry);
    }
  }

  /**
   * The models that a picture was made with, by hash, by version, then by name.
   * @param meta Civitai's, of any type and shape
   * @param versionIds the versions that Civitai lists for the picture, without saying which is what
   */
  async of(info: ImageInfo, meta: unknown, versionIds: readonly number[] = []): Promise<UsedModel[]> {
    const found: UsedModel[] = [];
    for (const model of namedModels(info, meta)) found.push(await this.used(model));
    for (const versionId of versionIds) {
      const entry = this.byVersion.get(versionId);
      const isListed = (each: UsedModel) =>
        each.versionId === versionId || (each.path !== undefined && each.path === entry?.path);
      if (found.some(isListed) || (!entry && found.length > 0)) continue;
      found.push(described({ kind: entry ? kindOf(entry) : 'other', versionId }, entry, 'version'));
    }
    return found;
  }

  private async used(model: NamedModel): Promise<UsedModel> {
    const { kind, name, hash, versionId } = model;
    const byHash = hash === undefined ? undefined : this.byHash.all(hash)[0];
    if (byHash) return described(model, byHash, 'hash');
    const byVersion = versionId === undefined ? undefined : this.byVersion.get(versionId);
    if (byVersion) return described(model, byVersion, 'version');
    const old = kind === 'checkpoint' && hash?.length === LEAST_DIGITS ? (await this.oldOnes()).get(hash) : undefined; // prettier-ignore
    if (old) return described(model, old, 'hash');
    const byName = name === undefined ? undefined : this.ofName(name, kind);
    return described(model, byName, 'name');
  }

  private ofName(name: string, kind: UsedKind): Known | undefined {
    const candidates = [
      ...(this.byName.get(name.toLowerCase()) ?? []),
      ...(this.byTitle.get(lettersOf(name)) ?? []),
    ];
    return candidates.find((entry) => kind === 'other' || (kind === 'lora') === isLora(entry));
  }

  /** AutoV1, which old pictures have of their checkpoint, is kept nowhere, and takes only a small part of a file. */
  private oldOnes(): Promise<ReadonlyMap<string, Known>> {
    this.oldHashes ??= (async () => {
      const checkpoints = this.entries.filter((entry) => !isLora(entry) && entry.size >= 2 * AUTOV1_START); // prettier-ignore
      const hashes = await pLimit(READS_AT_ONCE).map(checkpoints, async (entry) => ({ hash: await autoV1(entry.path), entry })); // prettier-ignore
      return new Map(
        hashes.flatMap(({ hash, entry }) => (hash === undefined ? [] : [[hash, entry] as const])),
      );
    })();
    return this.oldHashes;
  }
}

function described(model: NamedModel, entry: Known | undefined, by: 'hash' | 'version' | 'name'): UsedModel {
  const sidecar = entry?.sidecar;
  const versionId = model.versionId ?? sidecar?.civitai_version_id;
  const modelId = sidecar?.civitai_model_id;
  const name =
    model.name ?? (entry && modelName(entry)) ?? model.hash ?? l10n.t('Version {0}', versionId ?? 0);
  return {
    ...model,
    name,
    versionId,
    ...(modelId !== undefined && { modelId }),
    ...(entry && { path: entry.path, by }),
    onCivitai: versionId !== undefined || modelId !== undefined,
  };
}

const kindOf = (entry: Known): UsedKind => (isLora(entry) ? 'lora' : 'checkpoint');

const lettersOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** @returns 8 hex digits, lower case; undefined where it cannot be read */
async function autoV1(path: string): Promise<string | undefined> {
  const file = await openRegular(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(AUTOV1_BYTES), 0, AUTOV1_BYTES, AUTOV1_START);
    return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex').slice(0, LEAST_DIGITS);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
