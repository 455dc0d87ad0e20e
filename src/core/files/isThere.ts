import { readFileSync } from 'node:fs';
import { errnoOf } from '../problem/toProblem';

/** Whether a process of this pid is there, as a file remembers it: a cheap question, before an expensive one. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One of another user may not be signalled, but is there.
    return errnoOf(error) === 'EPERM';
  }
  return !isZombie(pid);
}

/** A process that has ended keeps its pid on Linux until its parent asks how, which may be never. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in brackets may hold anything; the state stands behind it.
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // The first thread of a process may end before others, which work on.
    return 'ZXx'.includes(state) && Number(fields[16]) <= 1;
  } catch {
    return false;
  }
}
