import { errnoOf } from '../problem/toProblem';

/** Whether a process of this pid is there: a cheap question, before an expensive one. */
export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One of another user may not be signalled, but is there.
    return errnoOf(error) === 'EPERM';
  }
}
