import type { RunRules } from '../workerProtocol';
import { rewriter } from '../rewriter';

/** Rules to remember: each workspace folder may have its own, and their files come one folder after the other. */
const REMEMBERED = 4;

const ready = new Map<string, ReturnType<typeof rewriter>>();

/** The rewriter for these rules. A thread prepares it once, since all batches of a run ask for the same. */
export function rewriterOf({ key, command, rules }: RunRules): ReturnType<typeof rewriter> {
  const known = ready.get(key);
  if (known) return known;
  const [oldest] = ready.keys();
  if (oldest !== undefined && ready.size >= REMEMBERED) ready.delete(oldest);
  const made = rewriter(command, rules);
  ready.set(key, made);
  return made;
}
