import { basename } from 'node:path';
import { problemInfo, toProblem } from '../../problem/toProblem';
import type { Log } from '../../log';
import type { FileIndex } from '../scan/fileIndex';
import { stateOf } from '../library/modelEntry';
import type { ModelFile } from '../modelFile';
import type { Sidecar } from '../sidecar/fields';
import { dryUpdateSidecar, updateSidecar, type SidecarPatch } from '../sidecar/store';
import type { AnnotateOptions, AnnotateResult } from './types';

/** Writes what a run finds out into the sidecars, and remembers what came out for each file. */
export class Recorder {
  private readonly found = new Map<string, AnnotateResult>();
  /** What was known of files before the run. */
  private readonly before = new Map<string, AnnotateResult>();
  private readonly notices = new Map<string, readonly string[]>();

  /** @param onFirst called when a file has its first result */
  constructor(
    private readonly deps: { readonly fileIndex: FileIndex; readonly log: Log; readonly clock: () => Date },
    private readonly options: AnnotateOptions,
    private readonly onFirst: () => void,
  ) {}

  /** The results in the order of the files; a file without one is as it was, and `unidentified` where that is not known. */
  results(files: readonly ModelFile[]): AnnotateResult[] {
    return files.map(
      ({ path, size }) =>
        this.found.get(path) ?? this.before.get(path) ?? { path, size, state: 'unidentified' },
    );
  }

  /** Keeps what a file's sidecar says before the run has found out anything. */
  begin(file: ModelFile, sidecar: Sidecar | undefined): void {
    this.before.set(file.path, this.resultOf(file, sidecar));
  }

  /** Changes a file's sidecar (not on a dry run) and records its result. A failure is the file's result. */
  async save(file: ModelFile, change: (current: Sidecar) => SidecarPatch): Promise<void> {
    const { signal, dryRun } = this.options;
    signal?.throwIfAborted();
    try {
      const sidecar = dryRun
        ? await dryUpdateSidecar(file.path, change)
        : await updateSidecar(file.path, change, { clock: this.deps.clock });
      this.recordSidecar(file, sidecar);
    } catch (error) {
      if (signal?.aborted) throw error;
      const name = basename(file.path);
      const problem = toProblem(error, name);
      this.deps.log.warn(`${name}: ${problem.message}`);
      this.recordProblem(file, 'failed', problemInfo(problem));
    }
  }

  /** Records the result that a file's sidecar gives. */
  recordSidecar(file: ModelFile, sidecar: Sidecar | undefined): void {
    this.record(this.resultOf(file, sidecar));
  }

  /** Records a problem as the result of a file. */
  recordProblem(
    { path, size }: ModelFile,
    state: AnnotateResult['state'],
    error: AnnotateResult['error'],
  ): void {
    this.record({ path, size, state, ...(error && { error }) });
  }

  /** Keeps what of other tools' files was not taken, for the result of a file. */
  note({ path }: ModelFile, notices: readonly string[]): void {
    if (notices.length === 0) return;
    this.notices.set(path, notices);
    for (const notice of notices) this.deps.log.warn(notice);
  }

  /** Reports a file again, because its sidecar has a preview now. */
  notifyAgain({ path }: ModelFile): void {
    const result = this.found.get(path);
    if (result) this.options.onResult?.(result);
  }

  private resultOf(file: ModelFile, sidecar: Sidecar | undefined): AnnotateResult {
    const { civitai_model_id, civitai_version_id, identified_by } = sidecar ?? {};
    const record = this.deps.fileIndex.get(file);
    return {
      path: file.path,
      size: file.size,
      state: stateOf(record, sidecar),
      ...(record?.problem && { error: record.problem }),
      ...(civitai_model_id !== undefined && { civitai_model_id }),
      ...(civitai_version_id !== undefined && { civitai_version_id }),
      ...(identified_by && { identified_by }),
    };
  }

  private record(told: AnnotateResult): void {
    const notices = this.notices.get(told.path);
    const result = { ...told, ...(notices && { notices }) };
    const first = !this.found.has(result.path);
    this.found.set(result.path, result);
    this.logResult(result);
    this.options.onResult?.(result);
    if (first) this.onFirst();
  }

  /** What was missed is worth a line for every user, each file that is well only for who looks closer. */
  private logResult({ path, state, identified_by, ...result }: AnnotateResult): void {
    const { log } = this.deps;
    const name = basename(path);
    const { civitai_model_id: model = '?', civitai_version_id: version } = result;
    if (state === 'not_found') log.info(`${name}: not on Civitai`);
    else if (version === undefined) log.debug(`${name}: ${state}`);
    else log.debug(`${name}: ${state} as ${model} @ ${version} by ${identified_by ?? 'its sidecar'}`);
  }
}
