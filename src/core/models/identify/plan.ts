import { isUsableHash } from '../../civitai/hashFormats';
import type { ProblemInfo } from '../../problem/problem';
import { problemInfo } from '../../problem/toProblem';
import type { FileRecord } from '../scan/fileIndex';
import { stateOf } from '../library/modelEntry';
import { isRefusal } from '../../problem/codes';
import type { ModelFile } from '../modelFile';
import type { Sidecar } from '../sidecar/fields';
import { readForeign } from '../sidecar/foreign/read';
import type { FolderListing } from '../sidecar/foreign/siblings';
import type { ForeignMetadata } from '../sidecar/foreign/types';
import { publishedSha256 } from '../sidecar/sameFile';
import { readSidecar } from '../sidecar/store';

/** An answer "not found" is asked again after this time: Civitai's own cache may be hours old. */
const ASK_AGAIN_AFTER_MS = 24 * 60 * 60 * 1000;

/** What is left to do for a file: the cheapest question that can answer. */
export type Step =
  | { readonly kind: 'done' }
  /** All is known but who has published the model. */
  | { readonly kind: 'creator'; readonly modelId: number }
  | { readonly kind: 'refused'; readonly problem: ProblemInfo }
  | { readonly kind: 'failed'; readonly problem: ProblemInfo }
  | { readonly kind: 'ask'; readonly sha256: string }
  | { readonly kind: 'header'; readonly autov3: string }
  | { readonly kind: 'hash' };

/** A file of a run, with what is known of it. */
export interface Planned {
  readonly file: ModelFile;
  readonly sidecar: Sidecar | undefined;
  readonly step: Step;
  /** What other tools' sidecars say, to be saved first. */
  readonly foreign?: ForeignMetadata;
  /** What of other tools' sidecars was not taken, in sentences. */
  readonly notices?: readonly string[];
}

/** How a run wants its files identified. */
export interface PlanOptions {
  readonly header: boolean;
  readonly verify: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Lists the folders of the run, each once. */
  readonly listing: FolderListing;
}

/**
 * Decides what to do for one file.
 * @param record what is known of its bytes; a `problem` in it means that the file is refused
 */
export async function planFile(
  file: ModelFile,
  record: FileRecord | undefined,
  options: PlanOptions,
): Promise<Planned> {
  // The pointer names the hash of the file that it stands for.
  if (record?.problem && !(record.problem.code === 'lfs_pointer' && record.sha256 !== undefined)) {
    const kind = isRefusal(record.problem) ? 'refused' : 'failed';
    return { file, sidecar: undefined, step: { kind, problem: record.problem } };
  }
  const read = await readSidecar(file.path);
  if (read.kind === 'broken') {
    return { file, sidecar: undefined, step: { kind: 'failed', problem: problemInfo(read.problem) } };
  }
  const sidecar = read.kind === 'ok' ? read.sidecar : undefined;
  const step = stepFor(record, sidecar, options);
  if (sidecar) {
    const modelId = step.kind === 'done' ? withoutCreator(sidecar, options.now) : undefined;
    return { file, sidecar, step: modelId === undefined ? step : { kind: 'creator', modelId } };
  }
  const { listing } = options;
  const reading = await readForeign(file.path, file.size, { listing, header: record?.header });
  const { metadata: foreign, notices } = reading;
  if (!foreign) return { file, sidecar, step, notices };
  const cheaper = foreign.versionId !== undefined && step.kind !== 'ask' && !options.verify;
  return { file, sidecar, foreign, notices, step: cheaper ? { kind: 'done' } : step };
}

/** What to do for a file by its record and its own sidecar alone. */
export function stepFor(
  record: FileRecord | undefined,
  sidecar: Sidecar | undefined,
  options: Omit<PlanOptions, 'listing'>,
): Step {
  // The user wants no link: only they can make one again.
  if (sidecar?.civitai_state === 'unlinked') return { kind: 'done' };
  const state = stateOf(record, sidecar);
  const by = sidecar?.identified_by;
  const checked = by === 'user' || by === 'sha256' || record?.sha256 !== undefined;
  if (state === 'identified' && (checked || !options.verify)) return { kind: 'done' };
  if (state === 'provisional' && !options.verify) return { kind: 'done' };
  // What the sidecar says of a file that was replaced is of another file.
  const stored = options.verify || record?.replaced ? undefined : sidecar?.hash_sha256;
  const sha256 = record?.sha256 === undefined ? stored : publishedSha256(sidecar, record.sha256);
  if (sha256 !== undefined) {
    // Asking again about a hash that Civitai did not know, or did not confirm, an hour ago is in vain.
    const asked = state === 'not_found' || state === 'provisional';
    return asked && isFresh(sidecar, options.now) ? { kind: 'done' } : askIfUsable(sha256);
  }
  const autov3 = record?.header?.autov3;
  if (
    options.header &&
    !options.verify &&
    !record?.replaced &&
    autov3 !== undefined &&
    isUsableHash(autov3)
  ) {
    return { kind: 'header', autov3 };
  }
  return { kind: 'hash' };
}

/** The model of a sidecar that was written before creators were, or when Civitai named none: that is asked again. */
function withoutCreator(sidecar: Sidecar, now: number): number | undefined {
  const { civitai_creator, civitai_state = 'found', civitai_model_id: modelId, identified_by } = sidecar;
  // What another tool says costs no request.
  const isKnown = civitai_state === 'found' && identified_by !== 'adopted';
  return civitai_creator === undefined && isKnown && !isFresh(sidecar, now) ? modelId : undefined;
}

function askIfUsable(sha256: string): Step {
  return isUsableHash(sha256) ? { kind: 'ask', sha256 } : { kind: 'done' };
}

function isFresh(sidecar: Sidecar | undefined, now: number): boolean {
  const at = Date.parse(sidecar?.civitai_checked_at ?? '');
  return now - at < ASK_AGAIN_AFTER_MS;
}
