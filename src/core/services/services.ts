import { join } from 'node:path';
import { CivitaiClient, type CivitaiClientOptions } from '../civitai/client';
import type { Log } from '../log';
import { Annotator } from '../models/identify/annotator';
import { FileIndex } from '../models/scan/fileIndex';
import { Hasher } from '../models/hashing/hasher';
import { Library } from '../models/library/library';
import { folderLora } from '../models/outputName/folderLora';
import { Pictures } from '../media/pictures';
import { PreviewStore } from '../models/previews/previewStore';
import { Scanner } from '../models/scan/scanner';
import { PromptRuns } from '../prompts/run/promptRuns';

/** What the services need to know of the program they run in. */
export interface ServiceOptions {
  /** The folder of the built workers. */
  readonly workerFolder: string;
  /** Where caches go; made when it is not there. Without one, nothing is remembered. */
  readonly cacheFolder?: string;
  /** Where the bytes from before a prompt run are kept, for undo. Not a cache: nothing can make them again. */
  readonly journalFolder: string;
  readonly civitai: CivitaiClientOptions;
  /** Patterns of files to leave out, in the syntax of .gitignore. */
  readonly ignore: () => readonly string[];
  /** Highest `nsfwLevel` of previews: PG 1, PG-13 2, R 4, X 8, XXX 16. */
  readonly maxPreviewNsfw: () => number;
  /** Threads that hash; by default as many as the device likes. */
  readonly hashWorkers?: number;
  readonly log: Log;
  readonly clock?: () => Date;
}

/** Everything that the extension and the command line work with. */
export interface Services {
  readonly client: CivitaiClient;
  readonly hasher: Hasher;
  readonly scanner: Scanner;
  readonly fileIndex: FileIndex;
  readonly library: Library;
  readonly annotator: Annotator;
  readonly prompts: PromptRuns;
  /** Writes what is still to be written and ends threads and connections. */
  dispose(): Promise<void>;
}

/** Builds the services. Nothing starts before its first use. */
export async function createServices(options: ServiceOptions): Promise<Services> {
  const {
    log,
    workerFolder,
    cacheFolder,
    journalFolder,
    ignore,
    maxPreviewNsfw: maxNsfw,
    clock = () => new Date(),
  } = options;
  const fileIndex = await FileIndex.open(
    cacheFolder === undefined ? undefined : join(cacheFolder, 'files.ndjson'),
  );
  const client = new CivitaiClient({ log, ...options.civitai });
  const hasher = new Hasher({
    workerFolder,
    ...(options.hashWorkers !== undefined && { workers: options.hashWorkers }),
  });
  const scanner = new Scanner({ workerFolder });
  const pictures = new Pictures({ workerFolder });
  const previews = new PreviewStore({ client, pictures, maxNsfw, log, clock });
  const library = new Library({ scanner, fileIndex, ignore, log });
  const prompts = new PromptRuns({
    workerFolder,
    journalFolder,
    loraOf: (folder) => folderLora(folder, (path) => scanner.header(path)),
    log,
    clock,
  });
  const annotator = new Annotator({ client, scanner, hasher, fileIndex, previews, log, clock });
  return {
    client,
    hasher,
    scanner,
    fileIndex,
    library,
    annotator,
    prompts,
    async dispose() {
      await Promise.all([
        hasher.close(),
        scanner.close(),
        pictures.close(),
        client.destroy(),
        fileIndex.close(),
        prompts.close(),
      ]);
    },
  };
}
