import { join } from 'node:path';
import type { ProblemInfo } from '../../problem/problem';
import type { SafetensorsHeader } from '../header/read';
import type { Inspection } from './inspect';
import type { ModelFile, ScannedFile } from '../modelFile';
import type { HeaderWithOutputName } from '../header/headerWithOutputName';
import { unpackFiles } from './packedFiles';
import type { ScanAnswers, ScanRequest } from './scanWorker';
import { KindPool } from '../../threads/kindPool';
import type { WorkerOptions } from '../../threads/workerPool';

export type { Inspection } from './inspect';

export interface ScanResult {
  /** In the order of a tree: a folder's files by name, then its folders by name, then what only links lead to. */
  readonly files: readonly ScannedFile[];
  /** The root is not there (or is no folder). */
  readonly missing: boolean;
  /** Folders and files that could not be read; the rest was scanned nevertheless. Absolute paths. */
  readonly unreadable: readonly { readonly path: string; readonly problem: ProblemInfo }[];
}

/** Files that are inspected in one call to a worker: enough to make the calls cheap, few enough to share them out. */
const INSPECT_AT_ONCE = 500;
/** Inspecting is half waiting, and a single header need not wait for a long scan. */
const THREADS = 2;

/** Finds model files and reads their headers, on threads of its own. */
export class Scanner {
  private readonly pool: KindPool<ScanRequest, ScanAnswers>;

  constructor(options: WorkerOptions) {
    this.pool = new KindPool(join(options.workerFolder, 'scanWorker.js'), THREADS, options);
  }

  /**
   * Finds all model files below a folder. Linked folders are followed once; what can be reached without a link is
   * found there.
   * @param root absolute path
   * @param options.ignore patterns in the syntax of .gitignore, relative to `root`
   */
  async scan(
    root: string,
    options: { readonly ignore: readonly string[]; readonly signal?: AbortSignal },
  ): Promise<ScanResult> {
    const { ignore, signal } = options;
    const { packed, missing, unreadable } = await this.pool.call({ kind: 'scan', root, ignore }, { signal });
    return { files: unpackFiles(packed), missing, unreadable };
  }

  /** Inspects the beginning of each file (and the end of zip files). Answers in the order of `files`. */
  async inspect(
    files: readonly ModelFile[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Inspection[]> {
    const answers: Promise<readonly Inspection[]>[] = [];
    for (let start = 0; start < files.length; start += INSPECT_AT_ONCE) {
      const paths = files.slice(start, start + INSPECT_AT_ONCE).map((file) => file.path);
      answers.push(this.pool.call({ kind: 'inspect', paths }, options));
    }
    return (await Promise.all(answers)).flat();
  }

  /**
   * The whole header of a safetensors file, however large, off the calling thread.
   * Throws a `Problem` like `readHeader`.
   */
  header(path: string, options: { readonly signal?: AbortSignal } = {}): Promise<SafetensorsHeader> {
    return this.pool.call({ kind: 'header', path }, options);
  }

  /**
   * The header of a safetensors file with an `ss_output_name` in it, off the calling thread.
   * Throws a `Problem` like `headerWithOutputName`.
   */
  headerWithOutputName(
    path: string,
    name: string,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<HeaderWithOutputName> {
    return this.pool.call({ kind: 'headerWithOutputName', path, name }, options);
  }

  /** Ends the threads. */
  close(): Promise<void> {
    return this.pool.close();
  }
}
