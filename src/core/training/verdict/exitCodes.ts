/** Codes of Windows, by what they mean here. */
const WINDOWS_STOPS = new Set([0xc000013a, 0x40010004]);

/** Exit codes are 32 bits; Windows shows the large ones as negative numbers, too. */
export function normalizedExit(code: number): number {
  return code < -255 ? code + 2 ** 32 : code;
}

/** The signal that ended a process, by its exit code: `-9` of python, `137` of a shell. */
export function signalOf(exit: number): number | undefined {
  const code = normalizedExit(exit);
  if (code < 0) return -code;
  return code > 128 && code <= 128 + 64 ? code - 128 : undefined;
}

/** SIGHUP, SIGINT, SIGTERM, and what they are on Windows: somebody wanted the end. */
export function isStop(exit: number): boolean {
  const signal = signalOf(exit);
  return (signal !== undefined && [1, 2, 15].includes(signal)) || WINDOWS_STOPS.has(normalizedExit(exit));
}
