import * as v from 'valibot';

/** The error that an import or a computation began with. */
const error = v.object({
  type: v.pipe(v.string(), v.maxLength(200)),
  message: v.pipe(v.string(), v.maxLength(4000)),
  module: v.optional(v.pipe(v.string(), v.maxLength(300))),
});

const bytes = v.pipe(v.number(), v.finite(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(1000));

const PACKAGE = v.object({ version: v.nullable(text) });
const TORCH = v.object({
  cuda_build: v.nullable(text),
  cuda: v.boolean(),
  mps: v.boolean(),
  gpus: v.number(),
});
const GPU = v.object({
  name: text,
  capability: text,
  total: bytes,
  free: v.optional(bytes),
  bf16: v.boolean(),
  error: v.optional(error),
});

/** What the probe prints. A Python that is too old tells no more than that. */
export const PROBE_ANSWER = v.object({
  python: text,
  executable: v.nullish(text),
  bits: v.optional(v.number()),
  told: v.optional(
    v.pipe(
      v.array(
        v.object({
          step: v.tuple([v.picklist(['package', 'torch', 'gpu']), text, v.unknown()]),
          facts: v.optional(v.unknown()),
          error: v.optional(error),
        }),
      ),
      v.maxLength(1000),
    ),
  ),
});

export type PythonError = Readonly<v.InferOutput<typeof error>>;

export interface PackageFacts {
  readonly version?: string;
  /** `Crashed`, `Hung` and `NotAsked` are words of the probe: it told nothing, took too long, or was never its turn. */
  readonly error?: PythonError;
}

export interface GpuFacts {
  readonly index: number;
  readonly name: string;
  readonly capability: string;
  readonly totalBytes: number;
  readonly freeBytes?: number;
  readonly bf16: boolean;
  /** Why nothing can be computed on it. */
  readonly error?: PythonError;
}

export interface TorchFacts {
  /** The CUDA or ROCm that this torch was built for; undefined: it computes on processors only. */
  readonly build?: string;
  readonly cuda: boolean;
  readonly mps: boolean;
}

/** What the Python that trains has. */
export interface PythonFacts {
  readonly version: string;
  readonly executable?: string;
  readonly bits?: number;
  readonly packages: ReadonlyMap<string, PackageFacts>;
  readonly torch?: TorchFacts;
  /** Why torch could not be asked for its GPUs. */
  readonly torchError?: PythonError;
  readonly gpus: readonly GpuFacts[];
}

/**
 * The facts in an answer of the probe. It went through the user's Python, where anything may have changed it.
 * @param hide takes secrets out of a text
 */
export function pythonFacts(answer: unknown, hide: (text: string) => string): PythonFacts | undefined {
  const parsed = v.safeParse(PROBE_ANSWER, answer);
  if (!parsed.success) return undefined;
  const { python, executable, bits, told = [] } = parsed.output;
  const clean = (found: PythonError): PythonError => ({ ...found, message: hide(found.message) });
  const packages = new Map<string, PackageFacts>();
  const gpus: GpuFacts[] = [];
  let torch: TorchFacts | undefined;
  let torchError: PythonError | undefined;
  for (const { step, facts, error: failed } of told) {
    const [kind, name, detail] = step;
    if (kind === 'package') {
      const read = v.safeParse(PACKAGE, facts);
      const version = read.success ? read.output.version : null;
      packages.set(name, { ...(version !== null && { version }), ...(failed && { error: clean(failed) }) });
    } else if (kind === 'torch') {
      const read = v.safeParse(TORCH, facts);
      if (read.success) {
        const { cuda_build: build, cuda, mps } = read.output;
        torch = { ...(build !== null && { build }), cuda, mps };
      }
      torchError = failed && clean(failed);
    } else if (typeof detail === 'number') {
      gpus.push(gpuFacts(detail, facts, failed, clean));
    }
  }
  return {
    version: python,
    ...(executable != null && { executable }),
    ...(bits !== undefined && { bits }),
    packages,
    ...(torch && { torch }),
    ...(torchError && { torchError }),
    gpus,
  };
}

function gpuFacts(
  index: number,
  facts: unknown,
  failed: PythonError | undefined,
  clean: (found: PythonError) => PythonError,
): GpuFacts {
  const read = v.safeParse(GPU, facts);
  if (!read.success) {
    const error = clean(failed ?? { type: 'NotAsked', message: '' });
    return { index, name: `GPU ${index}`, capability: '', totalBytes: 0, bf16: false, error };
  }
  const { name, capability, total, free, bf16, error } = read.output;
  return {
    index,
    name,
    capability,
    totalBytes: total,
    ...(free !== undefined && { freeBytes: free }),
    bf16,
    ...(error && { error: clean(error) }),
  };
}
