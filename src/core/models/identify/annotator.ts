import type { CivitaiReference } from '../../civitai/reference';
import { problemInfo } from '../../problem/toProblem';
import type { ModelFile } from '../modelFile';
import { fetchByHash, linkTo } from './fetch';
import { AnnotateRun } from './run';
import type {
  AnnotateOptions,
  AnnotateResult,
  AnnotatorDeps,
  FetchOptions,
  FetchOutcome,
  LinkOptions,
} from './types';

/** Identifies model files and writes their sidecars, the cheapest question first. */
export class Annotator {
  constructor(private readonly deps: AnnotatorDeps) {}

  /**
   * Annotates files. A failure of one file is in its result; a cancelled run returns what it has done, with
   * the rest as it was, and so does one that Civitai does not answer (`onOutage`).
   */
  async annotate(files: readonly ModelFile[], options: AnnotateOptions = {}): Promise<AnnotateResult[]> {
    const run = new AnnotateRun(files, options, this.deps);
    try {
      await run.run();
    } catch (error) {
      if (!options.signal?.aborted) throw error;
    } finally {
      await this.deps.fileIndex.flush();
    }
    if (run.outage && !options.signal?.aborted) options.onOutage?.(problemInfo(run.outage));
    return run.results();
  }

  /**
   * Looks one model up by all its hashes: SHA-256, then AutoV3, then AutoV2.
   * @throws Problem where the file or the network fails
   */
  async fetchByHash(path: string, options: FetchOptions = {}): Promise<FetchOutcome> {
    return fetchByHash(this.deps, path, options);
  }

  /**
   * Links a model to the version that the user names, unless something speaks against it.
   * @throws Problem where the file or the network fails
   */
  async link(path: string, reference: CivitaiReference, options: LinkOptions = {}): Promise<FetchOutcome> {
    return linkTo(this.deps, path, reference, options);
  }
}
