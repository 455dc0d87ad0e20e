import { linuxProcesses } from './linuxProcesses';
import { psProcesses } from './psProcesses';
import { runProgram, type Run } from './run';
import { windowsProcesses } from './windowsProcesses';

/** A process, as the system tells. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** Its process group; Windows has none. */
  readonly group?: number;
  /** Its session, where that is told. */
  readonly session?: number;
  /**
   * `<boot>/<time>`: no two processes of a pid have the same. Within a boot, of two texts the later one is greater;
   * Windows tells no boot.
   */
  readonly startTime: string;
  /** It has ended and does nothing any more, but its parent has not taken notice (a zombie). */
  readonly hasEnded: boolean;
}

/** The processes of this machine. */
export interface ProcessTable {
  /** The process of this pid; undefined where there is none. */
  find(pid: number): Promise<ProcessRow | undefined>;
  all(): Promise<readonly ProcessRow[]>;
}

/** How this system is asked for its processes. */
export function processTable(
  platform: NodeJS.Platform = process.platform,
  run: Run = runProgram,
): ProcessTable {
  if (platform === 'linux' || platform === 'android') return linuxProcesses();
  return platform === 'win32' ? windowsProcesses(run) : psProcesses(run);
}
