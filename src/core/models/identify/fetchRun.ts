import { basename } from 'node:path';
import { tookText } from '../../log';
import { Meter } from '../../progress/meter';
import { fileSha256 } from '../hashing/fileSha256';
import type { ModelFile } from '../modelFile';
import { inspectNew } from '../scan/inspectNew';
import { publishedSha256 } from '../sidecar/sameFile';
import { readSidecar } from '../sidecar/store';
import type { AnnotatorDeps, FetchOptions } from './types';

/** A fetch of one model: how far it is, and what it has done. */
export class FetchRun {
  readonly signal: AbortSignal | undefined;
  readonly meter: Meter;
  private readonly started = performance.now();
  private wasHashed = false;

  constructor(
    readonly deps: AnnotatorDeps,
    readonly file: ModelFile,
    { signal, onProgress }: FetchOptions,
  ) {
    const before = deps.requestCount();
    this.signal = signal;
    this.meter = new Meter(onProgress, { requests: () => deps.requestCount() - before });
  }

  /** Whether the file was read for its hash. */
  get hashed(): boolean {
    return this.wasHashed;
  }

  /** The published SHA-256 of the file; its own comes from the file index where the file has not changed. */
  async sha256(): Promise<string> {
    const { deps, file, signal, meter } = this;
    // A pointer of Git LFS names the hash of the file that it stands for.
    await inspectNew([file], deps, signal);
    if (deps.fileIndex.get(file)?.sha256 === undefined) {
      this.wasHashed = true;
      meter.enter('hashing', { bytes: file.size });
    }
    const sha256 = await fileSha256(file, deps, {
      ...(signal && { signal }),
      onBytes: (bytes) => meter.addBytes(bytes),
    });
    await deps.fileIndex.flush();
    const read = await readSidecar(file.path);
    return publishedSha256(read.kind === 'ok' ? read.sidecar : undefined, sha256);
  }

  /** Says in the log what came of it. */
  log(outcome: string): void {
    this.deps.log.info(`Fetch: ${basename(this.file.path)}: ${outcome}, in ${tookText(this.started)}`);
  }
}
