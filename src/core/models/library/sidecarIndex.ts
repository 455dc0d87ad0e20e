import { isDeepStrictEqual } from 'node:util';
import { LineFile, lineValue } from '../../files/lineFile';
import type { ScannedFile } from '../modelFile';
import { toSidecar } from '../sidecar/read';
import type { Sidecar } from '../sidecar/fields';
import type { SidecarState } from './sidecarState';

type SidecarStamp = NonNullable<ScannedFile['sidecar']>;

/** A line of the file, short because there are many. */
interface Line {
  /** The path of the model. */
  readonly p: string;
  /** Size and time of the sidecar. */
  readonly s: number;
  readonly m: number;
  /** What the sidecar says. */
  readonly c: Readonly<Record<string, unknown>>;
  /** By which version of the reading. */
  readonly v: number;
}

/** Grows whenever sidecars are read in another way, so that all of them are read again. */
const READING = 1;

/** Fewer sidecars are read as fast as the index. */
const FEWEST = 200;
/** Sidecars read at a time: enough to hide a disk's latency, few enough for its open files. */
const READ_AT_ONCE = 64;
/** Lines that are written at a time: some megabytes. */
const WRITE_AT_ONCE = 1000;
/** A disk may count in steps of this: within one, a second change of the same size shows in no stamp. */
const STAMP_STEP_MS = 2000;
/** Lines that nothing needs any more are removed when they are so many times as many as the others. */
const DEAD_SHARE = 2;

/** How sidecars are read that the index does not know. */
export interface SidecarReading {
  /** @param path of the model */
  readonly read: (path: string) => Promise<SidecarState>;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since the epoch; another clock in tests. */
  readonly now?: () => number;
}

/**
 * What the sidecars of a library say, kept between runs under their size and time, so that an annotated library opens
 * without reading each of them. A cache: nothing in it is trusted to be what it should be, and losing it costs time only.
 */
export class SidecarIndex {
  private readonly file: LineFile | undefined;

  /**
   * @param path of its file, absolute; without one, every sidecar is read
   * @param persistent false: the file is left alone until `setPersistent`
   */
  constructor(
    path?: string,
    private persistent = true,
  ) {
    this.file = path === undefined ? undefined : new LineFile(path);
  }

  setPersistent(persistent: boolean): void {
    this.persistent = persistent;
  }

  /** Forgets everything, on disk too. */
  async clear(): Promise<void> {
    await this.file?.remove();
  }

  /** What the sidecars of files say, in the order of the files. */
  async states(
    files: readonly ScannedFile[],
    { read, signal, now = Date.now }: SidecarReading,
  ): Promise<SidecarState[]> {
    const wanted = new Map(files.flatMap(({ path, sidecar }) => (sidecar ? [[path, sidecar] as const] : [])));
    const file = this.persistent && wanted.size >= FEWEST ? this.file : undefined;
    const known = file ? await knownSidecars(file, wanted) : new Map<string, Sidecar>();
    const states: SidecarState[] = [];
    let fresh: string[] = [];
    const stateOf = async ({ path, sidecar: stamp }: ScannedFile): Promise<SidecarState> => {
      const sidecar = known.get(path);
      if (!stamp || sidecar) return sidecar ? { sidecar } : {};
      const isSettled = now() - stamp.mtimeMs > STAMP_STEP_MS;
      const state = await read(path);
      if (state.sidecar && isSettled) fresh.push(lineOf(path, stamp, state.sidecar));
      return state;
    };
    for (let start = 0; start < files.length; start += READ_AT_ONCE) {
      signal?.throwIfAborted();
      states.push(...(await Promise.all(files.slice(start, start + READ_AT_ONCE).map(stateOf))));
      if (fresh.length < WRITE_AT_ONCE && start + READ_AT_ONCE < files.length) continue;
      // A cache that cannot be written is no reason to fail.
      if (fresh.length > 0) await file?.append(fresh.join('')).catch(() => undefined);
      fresh = [];
    }
    return states;
  }
}

/** The sidecars among the wanted ones that have not changed since they were written down. */
async function knownSidecars(
  file: LineFile,
  wanted: ReadonlyMap<string, SidecarStamp>,
): Promise<Map<string, Sidecar>> {
  const known = new Map<string, Sidecar>();
  /** The newest line of each model. */
  const paths = new Set<string>();
  let lines = 0;
  const onLine = (text: string): void => {
    lines++;
    const line = lineValue(text, isLine);
    if (!line) return;
    paths.add(line.p);
    const stamp = wanted.get(line.p);
    const sidecar = stamp && isOf(line, stamp) ? sidecarIn(line) : undefined;
    if (sidecar) known.set(line.p, sidecar);
    else known.delete(line.p);
  };
  const isRead = await file.read(onLine).then(
    () => true,
    () => false,
  );
  // What is left of it is written again by the next scan of its models.
  if (!isRead || lines > FEWEST + (1 + DEAD_SHARE) * paths.size) await file.remove().catch(() => undefined);
  return known;
}

function isOf({ s, m }: Line, { size, mtimeMs }: SidecarStamp): boolean {
  return s === size && m === mtimeMs;
}

/** @returns undefined where the line holds what no sidecar gives */
function sidecarIn({ c }: Line): Sidecar | undefined {
  const sidecar = toSidecar(c);
  return isDeepStrictEqual(sidecar, c) ? sidecar : undefined;
}

function lineOf(path: string, { size, mtimeMs }: SidecarStamp, sidecar: Sidecar): string {
  const line: Line = { p: path, s: size, m: mtimeMs, c: { ...sidecar }, v: READING };
  return `${JSON.stringify(line)}\n`;
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  const { p, s, m, c, v } = value as Partial<Record<keyof Line, unknown>>;
  const isStamped = typeof p === 'string' && typeof s === 'number' && typeof m === 'number';
  return isStamped && typeof c === 'object' && c !== null && !Array.isArray(c) && v === READING;
}
