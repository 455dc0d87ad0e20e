import type { RunRules } from '../workerProtocol';
import { rewriter } from '../rewrite';

/** Of the folders of a workspace, each may have settings of its own; their files come one folder after the other. */
const REMEMBERED = 4;

const ready = new Map<string, ReturnType<typeof rewriter>>();

/** What was made ready for these rules in this thread: a run asks for the same with each of its batches. */
export function rewriterOf({ key, command, rules }: RunRules): ReturnType<typeof rewriter> {
  const known = ready.get(key);
  if (known) return known;
  const [oldest] = ready.keys();
  if (oldest !== undefined && ready.size >= REMEMBERED) ready.delete(oldest);
  const made = rewriter(command, rules);
  ready.set(key, made);
  return made;
}
