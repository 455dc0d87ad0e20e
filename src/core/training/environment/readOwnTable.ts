import { createHash } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicWrite';
import { readRegular } from '../../files/regularFile';
import { findProgram } from '../../processes/findProgram';
import type { Family } from '../options/families';
import type { OptionFacts, OptionTable } from '../options/optionTable';
import type { TrainingSettings } from '../trainingSettings';
import { scriptOf } from './checkScript';
import readOptions from './readOptions.py';
import { askPython, runTool, type RunTool } from './runPython';

const value = v.union([v.pipe(v.string(), v.maxLength(4000)), v.number()]);
const FACTS = v.object({
  type: v.picklist(['str', 'path', 'int', 'float', 'int_or_float', 'bool']),
  many: v.optional(v.boolean()),
  choices: v.optional(v.pipe(v.array(value), v.maxLength(1000))),
  default: v.optional(v.union([value, v.boolean()])),
  help: v.optional(v.pipe(v.string(), v.maxLength(8000))),
});

/** The options of a trainer as its parser tells them, or as they were kept. It is the answer of another program. */
const OPTIONS = v.pipe(
  v.record(v.pipe(v.string(), v.regex(/^[A-Za-z_]\w{0,99}$/)), FACTS),
  v.check((options) => {
    const count = Object.keys(options).length;
    return count >= LEAST_OPTIONS && count <= MOST_OPTIONS;
  }),
);
/** A trainer of sd-scripts has about 200. */
const LEAST_OPTIONS = 20;
const MOST_OPTIONS = 5000;

/** It imports torch, which takes a minute from a slow disk. */
const TIMEOUT_MS = 180_000;
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** The trainer that a table is of, and the Python that is asked for it. */
export interface TrainerState {
  readonly python: string;
  readonly script: string;
  /** Another one as soon as the Python or a file of the trainer is another. */
  readonly key: string;
}

export interface ReadTableOptions {
  /** The user's cache folder: asking Python takes long, and the answer is the same until the trainer changes. */
  readonly cacheFolder: string;
  readonly signal?: AbortSignal | undefined;
  readonly run?: RunTool;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Looks at the trainer without starting anything. @returns undefined where it or its Python is not there */
export async function trainerState(
  settings: Pick<TrainingSettings, 'python' | 'scriptPath'>,
  family: Family,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<TrainerState | undefined> {
  const script = scriptOf(settings, family);
  const python = await findProgram(settings.python, { env });
  const files = await stateOf(script);
  if (python === undefined || files === undefined) return undefined;
  const key = createHash('sha256')
    .update(JSON.stringify([python, readOptions, files]))
    .digest('hex');
  return { python, script, key };
}

/**
 * The options of the user's own trainer, with their help, by its own parser in the user's Python.
 * @returns undefined where the trainer or its Python is not there or does not answer
 * @throws the reason of the signal when cancelled
 */
export async function readOwnTable(
  settings: TrainingSettings,
  family: Family,
  { cacheFolder, signal, run = runTool, env = process.env }: ReadTableOptions,
): Promise<OptionTable | undefined> {
  const state = await trainerState(settings, family, env);
  if (!state) return undefined;
  const { python, script, key } = state;
  const file = join(cacheFolder, 'trainer-options', `${key}.json`);
  const kept = await readKept(file);
  if (kept) return tableOf(kept);
  const { answer } = await askPython(python, readOptions, {
    args: [script],
    mark: '@@options ',
    run,
    signal,
    cwd: dirname(script),
    timeoutMs: TIMEOUT_MS,
  });
  const read = v.safeParse(OPTIONS, answer);
  if (!read.success) return undefined;
  // Without the cache it is only slow.
  await mkdir(dirname(file), { recursive: true })
    .then(() => writeFileAtomic(file, JSON.stringify(read.output)))
    .catch(() => undefined);
  return tableOf(read.output);
}

function tableOf(options: v.InferOutput<typeof OPTIONS>): OptionTable {
  return new Map(Object.entries(options) as [string, OptionFacts][]);
}

async function readKept(file: string): Promise<v.InferOutput<typeof OPTIONS> | undefined> {
  try {
    const bytes = await readRegular(file, MAX_KEPT_BYTES);
    const read = v.safeParse(OPTIONS, JSON.parse(bytes.toString('utf8')));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** Name, size and time of every file that takes part in the parser; undefined where there is no trainer. */
async function stateOf(script: string): Promise<unknown> {
  const library = join(dirname(script), 'library');
  const folder = dirname(script);
  const files = [
    ...(await pythonFilesIn(folder)).map((name) => join(folder, name)),
    ...(await pythonFilesIn(library)).map((name) => join(library, name)),
  ];
  if (!files.includes(script)) return undefined;
  const states = await Promise.all(
    files.map(async (file) => {
      const found = await stat(file).catch(() => undefined);
      return [file, found?.size, found?.mtimeMs];
    }),
  );
  return [script, states];
}

async function pythonFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.py')).sort();
}
