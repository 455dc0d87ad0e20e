import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { toProblem } from '../problem/toProblem';

/**
 * Runs a program of the system to its end and gives what it prints, also where its exit code is not 0.
 * @throws Problem where it cannot be run, or does not end
 */
export type Run = (program: string, args: readonly string[]) => Promise<string>;

/** A program that hangs must not hang those who ask it. */
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 64 * 1024 * 1024;

export const runProgram: Run = (program, args) =>
  new Promise((resolve, reject) => {
    // English names of months, and one time zone.
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const options = { env, timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, windowsHide: true };
    execFile(program, args, options, (error, stdout) => {
      // A number is an exit code: `ps` has 1 for a process that is not there.
      if (error && typeof error.code !== 'number') reject(toProblem(error, basename(program)));
      else resolve(stdout);
    });
  });

/**
 * The path of a program of Windows. Windows looks for a bare name in the working folder first, where a stranger may
 * have put one.
 */
export function windowsProgram(name: string): string {
  return `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\${name}`;
}
