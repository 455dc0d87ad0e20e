import { createHash } from 'node:crypto';
import type { FileStore } from './fileStore';

/** A picture of a version. */
export interface ImageSeed {
  /** What the server sends (its JPEG where absent). */
  readonly bytes?: Uint8Array;
  /** Where it is; by default on the loopback server. */
  readonly url?: string;
  readonly nsfwLevel?: number;
  readonly type?: 'image' | 'video' | 'audio';
  readonly width?: number;
  readonly height?: number;
}

/** A file of a version. Hashes in any case; they are served upper case as Civitai does. */
export interface FileSeed {
  readonly id?: number;
  readonly name?: string;
  readonly type?: string;
  readonly sizeKB?: number;
  readonly primary?: boolean;
  readonly sha256?: string;
  readonly autov3?: string;
  /** Further hashes by Civitai's names: AutoV1, CRC32, BLAKE3, … */
  readonly hashes?: Readonly<Record<string, string>>;
  readonly mirrors?: readonly { readonly url?: string; readonly deletedAt?: string | null }[];
  /** `{ format, size, fp }` */
  readonly metadata?: Readonly<Record<string, string | null>>;
  /** What is downloaded; a file without bytes cannot be. */
  readonly bytes?: Uint8Array;
  /** Downloaded only by those who are logged in. */
  readonly needsLogin?: boolean;
}

/** A version to serve. What is absent gets a plausible value. */
export interface VersionSeed extends Omit<FileSeed, 'id' | 'name' | 'type'> {
  readonly modelId?: number;
  readonly versionId?: number;
  readonly modelName?: string;
  readonly versionName?: string;
  /** Checkpoint, LORA, … */
  readonly type?: string;
  readonly baseModel?: string;
  readonly trainedWords?: readonly string[];
  readonly tags?: readonly string[];
  readonly creator?: string;
  /** HTML, of the model. */
  readonly description?: string;
  /** HTML, of the version. */
  readonly versionDescription?: string;
  readonly images?: readonly ImageSeed[];
  readonly nsfwLevel?: number;
  readonly publishedAt?: string;
  readonly fileName?: string;
  readonly fileId?: number;
  readonly extraFiles?: readonly FileSeed[];
  /** Found by its hash, but not among the files of the version: replaced or hidden on Civitai. */
  readonly fileHidden?: boolean;
}

type Json = Record<string, unknown>;

/** A version as it is served. */
export interface ServedVersion {
  readonly id: number;
  readonly modelId: number;
  readonly json: Json;
}

interface ServedModel {
  readonly id: number;
  readonly json: Json;
  readonly versions: ServedVersion[];
}

/** What the loopback Civitai knows, indexed by what it is asked for. */
export class Catalog {
  private readonly byHash = new Map<string, Set<ServedVersion>>();
  private readonly byVersion = new Map<number, ServedVersion>();
  private readonly byModel = new Map<number, ServedModel>();
  private readonly pictures = new Map<string, Uint8Array>();
  private nextId = 1000;

  /** @param origin where the server is, for the addresses in its answers */
  constructor(
    private readonly origin: string,
    private readonly store: FileStore,
  ) {}

  add(seed: VersionSeed): ServedVersion {
    const modelId = seed.modelId ?? this.nextId++;
    const id = seed.versionId ?? this.nextId++;
    const modelName = seed.modelName ?? `Model ${modelId}`;
    const type = seed.type ?? 'LORA';
    const nsfwLevel = seed.nsfwLevel ?? 1;
    const own: FileSeed = {
      type: 'Model',
      primary: seed.primary ?? true,
      name: seed.fileName ?? `model_${id}.safetensors`,
      ...(seed.fileId !== undefined && { id: seed.fileId }),
      ...pick(seed, ['sizeKB', 'sha256', 'autov3', 'hashes', 'mirrors', 'metadata', 'bytes', 'needsLogin']),
    };
    const seeds = [own, ...(seed.extraFiles ?? [])];
    const files = seeds.map((file) => this.file(file, id));
    const json: Json = {
      id,
      modelId,
      name: seed.versionName ?? 'v1.0',
      baseModel: seed.baseModel ?? 'SDXL 1.0',
      baseModelType: 'Standard',
      description: seed.versionDescription ?? null,
      status: 'Published',
      publishedAt: seed.publishedAt ?? '2024-01-01T00:00:00.000Z',
      nsfwLevel,
      trainedWords: seed.trainedWords ?? [],
      air: `urn:air:sdxl:${type.toLowerCase()}:civitai:${modelId}@${id}`,
      stats: { downloadCount: null, thumbsUpCount: 0 },
      model: { name: modelName, type, nsfw: nsfwLevel > 3, poi: false },
      files: seed.fileHidden ? files.slice(1) : files,
      images: (seed.images ?? [{}]).map((image, index) => this.image(image, id * 100 + index)),
      downloadUrl: `${this.origin}/api/download/models/${id}`,
    };
    const version = { id, modelId, json };
    this.byVersion.set(id, version);
    for (const { hashes } of files) {
      for (const hash of Object.values(hashes)) {
        const key = hash.toLowerCase();
        this.byHash.set(key, (this.byHash.get(key) ?? new Set()).add(version));
      }
    }
    const model = this.byModel.get(modelId) ?? {
      id: modelId,
      json: {
        id: modelId,
        name: modelName,
        description: seed.description ?? null,
        type,
        nsfw: nsfwLevel > 3,
        nsfwLevel,
        poi: false,
        tags: seed.tags ?? [],
        creator: { username: seed.creator ?? 'somebody', image: null },
        allowCommercialUse: ['Image'],
      },
      versions: [],
    };
    model.versions.push(version);
    this.byModel.set(modelId, model);
    return version;
  }

  /** Forgets a version, as when its creator took it down. */
  remove(versionId: number): void {
    const version = this.byVersion.get(versionId);
    if (!version) return;
    this.byVersion.delete(versionId);
    for (const versions of this.byHash.values()) versions.delete(version);
    const model = this.byModel.get(version.modelId);
    model?.versions.splice(model.versions.indexOf(version), 1);
  }

  /** The versions that have a hash of any kind: oldest first, then lowest id. */
  versionsByHash(hash: string): ServedVersion[] {
    const order = ({ id, json }: ServedVersion): string =>
      `${String(json.publishedAt)} ${String(id).padStart(12, '0')}`;
    return [...(this.byHash.get(hash.toLowerCase()) ?? [])].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  version(id: number): ServedVersion | undefined {
    return this.byVersion.get(id);
  }

  /** A model as `models/{id}` gives it: null fields and empty arrays of its versions are left out. */
  model(id: number): Json | undefined {
    const model = this.byModel.get(id);
    return model && { ...model.json, modelVersions: model.versions.map(({ json }) => withoutEmpty(json)) };
  }

  /** The models of a creator, in the order in which they were added. */
  modelsOf(username: string): Json[] {
    const isOwn = ({ json }: ServedModel) => (json.creator as Json).username === username;
    return [...this.byModel.values()].filter(isOwn).flatMap(({ id }): Json[] => [this.model(id) ?? {}]);
  }

  picture(path: string): Uint8Array | undefined {
    return this.pictures.get(path);
  }

  private file(seed: FileSeed, versionId: number): Json & { hashes: Record<string, string> } {
    const id = seed.id ?? this.nextId++;
    const hashes: Record<string, string> = { ...seed.hashes };
    const { bytes, needsLogin = false } = seed;
    const name = seed.name ?? `file_${id}.safetensors`;
    if (bytes) this.store.add(versionId, id, { bytes, name, needsLogin });
    const sha256 = seed.sha256 ?? (bytes && createHash('sha256').update(bytes).digest('hex'));
    if (sha256) {
      hashes.SHA256 = sha256;
      hashes.AutoV2 = sha256.slice(0, 10);
    }
    if (seed.autov3) hashes.AutoV3 = seed.autov3;
    return {
      id,
      sizeKB: seed.sizeKB ?? (bytes ? bytes.length / 1024 : 1024),
      name,
      type: seed.type ?? 'Model',
      pickleScanResult: 'Success',
      virusScanResult: 'Success',
      scannedAt: '2023-07-28T20:27:03.5',
      metadata: seed.metadata ?? { format: 'SafeTensor', size: null, fp: 'fp16' },
      hashes: Object.fromEntries(Object.entries(hashes).map(([kind, hash]) => [kind, hash.toUpperCase()])),
      primary: seed.primary ?? false,
      downloadUrl: `${this.origin}/api/download/models/${versionId}?fileId=${id}`,
      ...(seed.mirrors && { mirrors: seed.mirrors }),
    };
  }

  private image(seed: ImageSeed, id: number): Json {
    const path = `/images/${id}.jpeg`;
    if (seed.bytes) this.pictures.set(path, seed.bytes);
    return {
      url: seed.url ?? `${this.origin}${path}`,
      nsfwLevel: seed.nsfwLevel ?? 1,
      width: seed.width ?? 32,
      height: seed.height ?? 32,
      hash: null,
      type: seed.type ?? 'image',
      meta: null,
    };
  }
}

function withoutEmpty(json: Json): Json {
  return Object.fromEntries(
    Object.entries(json).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]),
  ) as Partial<Pick<T, K>>;
}
