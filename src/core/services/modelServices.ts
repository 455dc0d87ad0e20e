import { join } from 'node:path';
import { Pictures } from '../media/pictures';
import type { ModelChanges } from '../models/changes/modelChanges';
import { Hasher } from '../models/hashing/hasher';
import { measureHashingSpeed } from '../models/hashing/hashingSpeed';
import { Annotator } from '../models/identify/annotator';
import { Library } from '../models/library/library';
import { SidecarIndex } from '../models/library/sidecarIndex';
import { PreviewStore } from '../models/previews/previewStore';
import { FileIndex } from '../models/scan/fileIndex';
import { Scanner } from '../models/scan/scanner';
import type { Foundation } from './foundation';
import type { Network } from './network';

/** The settings of the services of models, each asked when it is needed. */
export interface ModelSettings {
  /** Patterns of files to leave out below a root (absolute), in the syntax of .gitignore. */
  readonly ignore: (root: string) => readonly string[];
  /** Highest `nsfwLevel` of previews: PG 1, PG-13 2, R 4, X 8, XXX 16. */
  readonly maxPreviewNsfw: () => number;
  /** Threads that hash; 0: as many as suit the device. */
  readonly hashWorkers: () => number;
  /** Whether what is found out about files outlives the program. */
  readonly cacheEnabled: () => boolean;
}

/** Everything that works with models. */
export interface ModelServices {
  readonly scanner: Scanner;
  readonly hasher: Hasher;
  readonly fileIndex: FileIndex;
  readonly sidecarIndex: SidecarIndex;
  readonly library: Library;
  readonly annotator: Annotator;
  /** Writes what is still to be written and ends the threads. */
  close(): Promise<void>;
}

/** Reads what earlier sessions found out. Threads start when they are first needed. */
export async function openModelServices(
  { log, clock, workerFolder, texts, cacheFolder, hashingSpeed = measureHashingSpeed }: Foundation,
  { civitai, requestCount }: Network,
  settings: ModelSettings,
  changes: ModelChanges,
): Promise<ModelServices> {
  const { ignore, maxPreviewNsfw: maxNsfw, hashWorkers, cacheEnabled } = settings;
  const fileIndex = await FileIndex.open(join(cacheFolder, 'files.ndjson'), cacheEnabled());
  const hasher = new Hasher({ workerFolder, texts, workers: hashWorkers() });
  const scanner = new Scanner({ workerFolder, texts });
  const pictures = new Pictures({ workerFolder, texts });
  const previews = new PreviewStore({ civitai, pictures, maxNsfw, log, clock });
  const sidecarIndex = new SidecarIndex(join(cacheFolder, 'sidecars.ndjson'), cacheEnabled());
  const library = new Library({ scanner, fileIndex, sidecarIndex, ignore, log });
  const identifying = { changes, civitai, requestCount, scanner, hasher, hashingSpeed, fileIndex };
  return {
    scanner,
    hasher,
    fileIndex,
    sidecarIndex,
    library,
    annotator: new Annotator({ ...identifying, previews, log, clock }),
    async close() {
      await Promise.all([hasher.close(), scanner.close(), pictures.close(), fileIndex.close()]);
    },
  };
}
