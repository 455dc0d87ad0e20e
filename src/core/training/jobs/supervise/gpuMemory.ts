import { findProgram } from '../../../processes/findProgram';
import { runTool } from '../../../processes/runTool';

/** Bytes in use on each GPU of this computer; undefined where nothing tells. */
export type GpuMemory = () => Promise<readonly number[] | undefined>;

const TIMEOUT_MS = 10_000;
const MIB = 1024 * 1024;
const LOOK_MS = 5000;

/** Memory of a GPU, bytes. */
export interface GpuUse {
  readonly used: number;
  readonly total: number;
}

/** Asks the driver of NVIDIA for each GPU; undefined where there is none. */
export async function nvidiaUse(): Promise<readonly GpuUse[] | undefined> {
  const program = await findProgram('nvidia-smi');
  if (program === undefined) return undefined;
  const args = ['--query-gpu=memory.used,memory.total', '--format=csv,noheader,nounits'];
  const { code, stdout } = await runTool(program, args, { timeoutMs: TIMEOUT_MS });
  const rows = stdout
    .trim()
    .split(/\r?\n/)
    .map((row) => row.split(',').map(Number));
  if (code !== 0 || !rows.flat().every(Number.isFinite)) return undefined;
  return rows.map(([used = 0, total = 0]) => ({ used: used * MIB, total: total * MIB }));
}

/** Asks the driver of NVIDIA. */
export const nvidiaMemory: GpuMemory = async () => (await nvidiaUse())?.map(({ used }) => used);

export interface GpuMeter {
  /** Ends it. @returns how many bytes more than before were in use on a GPU, at most */
  readonly stop: () => number | undefined;
}

/** Looks again and again how much GPU memory is in use. To be made before the trainer starts. */
export async function createGpuMeter(read: GpuMemory = nvidiaMemory, lookMs = LOOK_MS): Promise<GpuMeter> {
  const before = await read().catch(() => undefined);
  if (before === undefined) return { stop: () => undefined };
  let most = 0;
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const used = await read().catch(() => undefined);
    isLooking = false;
    for (const [index, bytes] of (used ?? []).entries()) most = Math.max(most, bytes - (before[index] ?? 0));
  };
  const timer = setInterval(() => void look(), lookMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return most > 0 ? most : undefined;
    },
  };
}
