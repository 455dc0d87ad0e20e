import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { Problem, type ProblemInfo } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { Meter } from '../../progress/meter';
import type { AnnotateResult } from '../identify/types';
import { isSameStamp, type ModelFile } from '../modelFile';
import { planRename, renameModel } from '../rename/renameModel';
import { afterReplacement } from '../sidecar/replaced';
import { sha256Patch } from '../sidecar/sha256Patch';
import { publishedSha256 } from '../sidecar/sameFile';
import { readSidecar, updateSidecar } from '../sidecar/store';
import { statModel } from '../scan/statModel';
import { hashesOf, requireSameTensors, type TensorHashes } from './hashes';
import type { HeaderWithOutputName } from '../header/headerWithOutputName';
import { changedMeanwhile, requireRewritable, rewriteHeader } from './rewriteHeader';
import type { OutputNameOptions, OutputNameDeps, OutputNamePlan, WrittenOutputName } from './types';

/**
 * Writes `ss_output_name` into a LoRA and gives it the file name of the plan. First the file is hashed, Civitai is
 * asked unless it was asked before, and both results are written into the sidecar. The tensors of the new file are read
 * back and compared before it replaces the old one.
 * @throws Problem `changed_meanwhile`, `read_only`, `disk_full`, …; the file is nearly always unchanged then, and
 * certainly after `cancelled`
 */
export async function writeOutputName(
  plan: OutputNamePlan,
  deps: OutputNameDeps,
  options: OutputNameOptions = {},
): Promise<WrittenOutputName> {
  const writing = new Writing(plan, deps, options);
  try {
    return await writing.run();
  } catch (error) {
    const name = basename(plan.file.path);
    if (!options.signal?.aborted || writing.isReplaced) throw toProblem(error, name);
    throw new Problem(
      'cancelled',
      l10n.t('{0} is as it was: cancelled.', name),
      l10n.t('Run it again to have it named.'),
    );
  } finally {
    await deps.fileIndex.flush();
  }
}

/** Writes the name into one file, step by step. */
class Writing {
  /** Whether the file has its name, so that nothing can be cancelled any more. */
  isReplaced = false;
  private readonly file: ModelFile;
  private readonly meter: Meter;

  constructor(
    private readonly plan: OutputNamePlan,
    private readonly deps: OutputNameDeps,
    private readonly options: OutputNameOptions,
  ) {
    this.file = plan.file;
    this.meter = new Meter(options.onProgress);
  }

  async run(): Promise<WrittenOutputName> {
    const { file, plan, deps } = this;
    const header = await deps.scanner.headerWithOutputName(file.path, plan.name, this.cancellable());
    if (!isSameStamp(file, header.stamp)) throw changedMeanwhile(file);
    await requireRewritable(file, header);

    this.meter.enter('hashing', { bytes: file.size * 3 });
    const before = await this.hash(file.path);
    deps.fileIndex.set(file, { sha256: before.sha256 });
    this.meter.enter('asking');
    const asked = await this.lookUp();
    const published = await this.keepHash(before.sha256);

    this.meter.enter('writing');
    const sha256 = await this.rewrite(header, before);
    this.isReplaced = true;
    deps.fileIndex.set(await statModel(file.path), { sha256 });
    this.meter.enter('renaming');
    const renamed = await this.rename();
    return {
      path: renamed.path,
      name: plan.name,
      publishedSha256: published,
      sha256,
      state: asked?.state ?? 'unidentified',
      ...(asked?.error && { notAsked: asked.error }),
      renamed: renamed.path !== file.path,
      ...(renamed.problem && { keepsName: renamed.problem }),
    };
  }

  private hash(path: string): Promise<TensorHashes> {
    return hashesOf(path, this.deps.hasher, {
      ...this.cancellable(),
      onBytes: (bytes) => this.meter.addBytes(bytes),
    });
  }

  /** Asks Civitai unless it has answered already. A failing network does not stop the run, since the hash is kept. */
  private async lookUp(): Promise<AnnotateResult | undefined> {
    let outage: ProblemInfo | undefined;
    const [result] = await this.deps.annotator.annotate([this.file], {
      verify: true,
      onOutage: (problem) => (outage = problem),
      ...(this.options.previews !== undefined && { previews: this.options.previews }),
      ...this.cancellable(),
    });
    this.options.signal?.throwIfAborted();
    if (result?.state === 'refused' && result.error) {
      throw new Problem(result.error.code, result.error.message, result.error.advice);
    }
    return result && { ...result, ...(outage && { error: outage }) };
  }

  /** Writes the hash into the sidecar, whatever Civitai answered; where that fails, everything stops. */
  private async keepHash(sha256: string): Promise<string> {
    const read = await readSidecar(this.file.path);
    const published = publishedSha256(read.kind === 'ok' ? read.sidecar : undefined, sha256);
    await updateSidecar(
      this.file.path,
      afterReplacement(published, (current) => sha256Patch(current, published)),
    );
    return published;
  }

  /** @returns the SHA-256 of the new file */
  private async rewrite(header: HeaderWithOutputName, before: TensorHashes): Promise<string> {
    const { path } = this.file;
    let after: TensorHashes | undefined;
    let earlier: string | undefined;
    try {
      await rewriteHeader(this.file, header, {
        ...this.cancellable(),
        onBytes: (bytes) => this.meter.addBytes(bytes),
        beforeRename: async (temporary) => {
          this.meter.enter('checking');
          const hashes = await this.hash(temporary);
          requireSameTensors(before, hashes, header, basename(path));
          // Before the rename: if the process ends in between, the sidecar is right of the old file and of the new one.
          await updateSidecar(path, ({ rewritten_sha256 }) => {
            earlier = rewritten_sha256;
            return { rewritten_sha256: hashes.sha256 };
          });
          after = hashes;
        },
      });
    } catch (error) {
      if (after) await updateSidecar(path, () => ({ rewritten_sha256: earlier })).catch(() => undefined);
      throw error;
    }
    if (!after) throw new Error('a file was replaced unchecked');
    return after.sha256;
  }

  /** Renames the file. Where that fails, its output name is written all the same, so the whole has not failed. */
  private async rename(): Promise<{ readonly path: string; readonly problem?: ProblemInfo }> {
    const { library } = this.deps;
    const { file, rename, keepsName } = this.plan;
    if (!rename || this.options.rename === false) {
      await library.reload(file.path);
      return { path: file.path, ...(keepsName && { problem: keepsName }) };
    }
    try {
      await this.renameTo(basename(rename.to));
      return { path: rename.to };
    } catch (error) {
      return { path: file.path, problem: problemInfo(toProblem(error, basename(file.path))) };
    } finally {
      await library.reload(rename.from);
      await library.reload(rename.to);
    }
  }

  /** Planned again: the lookup may have made a sidecar and a preview. */
  private async renameTo(file: string): Promise<void> {
    const { fileIndex } = this.deps;
    const rename = await planRename(this.file.path, file);
    const known = fileIndex.get(await statModel(rename.from));
    await renameModel(rename);
    // What is known of the file under its old name.
    if (known) fileIndex.set(await statModel(rename.to), known);
  }

  private cancellable(): { signal?: AbortSignal } {
    return this.options.signal ? { signal: this.options.signal } : {};
  }
}
