import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { CivitaiClientOptions } from '../../../src/core/civitai/client';
import type { Log } from '../../../src/core/log';
import { statModel } from '../../../src/core/models/scan/statModel';
import type { ModelFile } from '../../../src/core/models/modelFile';
import type { Sidecar } from '../../../src/core/models/sidecar/fields';
import { readSidecar } from '../../../src/core/models/sidecar/store';
import { createDispatcher } from '../../../src/core/net/dispatcher';
import type { ModelServices, ModelSettings } from '../../../src/core/services/modelServices';
import { Services } from '../../../src/core/services/services';
import type { VersionSeed } from '../../civitai/catalog';
import { LoopbackCivitai, type LoopbackOptions } from '../../civitai/server';
import { civitaiHashes, makeLora } from '../../fixtures/makeModels';

/** A folder of models, a loopback Civitai, and services between them. */
export class TestLibrary {
  readonly logged: string[] = [];
  clock = new Date('2026-01-02T03:04:05Z');
  /** Bytes a second that count as the speed of hashing: at first so few that headers are asked about first. */
  hashingSpeed = 1;
  private readonly opened: Services[] = [];

  private constructor(
    readonly folder: string,
    readonly civitai: LoopbackCivitai,
  ) {}

  static async make(options: LoopbackOptions = {}): Promise<TestLibrary> {
    const folder = await mkdtemp(join(tmpdir(), 'diffusion-workbench-library-'));
    return new TestLibrary(folder, await LoopbackCivitai.start(options));
  }

  /** In another process, the folder of one: its server is named when services are opened. */
  static async in(folder: string): Promise<TestLibrary> {
    return new TestLibrary(folder, await LoopbackCivitai.start());
  }

  /** The services of models, with a cache that outlives them, so that a second call is a second session. */
  async services(civitai: CivitaiClientOptions = {}): Promise<ModelServices> {
    return this.open(() => civitai).models();
  }

  /**
   * All services.
   * @param civitai how the loopback Civitai is asked, by settings that may change
   */
  open(
    civitai: () => CivitaiClientOptions = () => ({}),
    settings: Partial<ModelSettings> = {},
    undoLimit = 0,
  ): Services {
    const note = (message: string): void => void this.logged.push(message);
    const log: Log = { debug: note, info: note, warn: note, error: note };
    const services = new Services(
      {
        log,
        clock: () => this.clock,
        hashingSpeed: () => Promise.resolve(this.hashingSpeed),
        workerFolder: resolve('dist'),
        cacheFolder: join(this.folder, '.cache'),
        dataFolder: join(this.folder, '.data'),
      },
      {
        network: {
          civitai: () => ({
            baseUrl: this.civitai.baseUrl,
            sleep: () => Promise.resolve(),
            log,
            ...civitai(),
          }),
          connect: (guard) => createDispatcher({}, guard),
        },
        models: {
          ignore: () => [],
          maxPreviewNsfw: () => 2,
          hashWorkers: () => 0,
          cacheEnabled: () => true,
          ...settings,
        },
        undoLimit: () => undoLimit,
      },
    );
    this.opened.push(services);
    return services;
  }

  /** Writes a file below the folder. */
  async write(name: string, bytes: Uint8Array | string): Promise<ModelFile> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    return statModel(path);
  }

  /** Writes a LoRA that Civitai knows. */
  async published(
    name: string,
    seed: VersionSeed & { readonly headerHash?: boolean } = {},
  ): Promise<ModelFile> {
    const { headerHash = false, ...version } = seed;
    const bytes = makeLora({ name, hash: headerHash });
    this.publish(bytes, version);
    return this.write(`${name}.safetensors`, bytes);
  }

  /** Lets Civitai know a file. */
  publish(bytes: Buffer, seed: VersionSeed = {}, civitai = this.civitai): void {
    const hashes = civitaiHashes(bytes, 'a.safetensors');
    civitai.addVersion({
      sha256: hashes.SHA256,
      ...(hashes.AutoV3 !== undefined && { autov3: hashes.AutoV3 }),
      sizeKB: bytes.length / 1024,
      ...seed,
    });
  }

  async sidecar(file: ModelFile): Promise<Sidecar> {
    const read = await readSidecar(file.path);
    if (read.kind !== 'ok') throw new Error(`the sidecar is ${read.kind}`);
    return read.sidecar;
  }

  /** The requests to a part of the API, `METHOD path`. */
  requests(part = ''): string[] {
    return this.civitai.requests
      .map(({ method, path }) => `${method} ${path}`)
      .filter((line) => line.includes(part));
  }

  async remove(): Promise<void> {
    for (const services of this.opened) await services.close();
    await this.civitai.close();
    // A process that looked after a training may write its last word yet.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
