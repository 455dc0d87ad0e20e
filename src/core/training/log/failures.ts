/** Lines that tell of a failure or of an end without any traceback, whoever prints them: shell, launcher, scheduler. */
const FAILURES: readonly RegExp[] = [
  // Wrong calls: of the trainer, and of accelerate and torch that launch it.
  /^\S{0,300}\.py: error: .+/,
  /^(?:accelerate|usage: accelerate|torchrun)\b.{0,60}: error: .+/,
  // The trainer, python or accelerate is not there.
  /can't open file .{1,500}\.py/,
  /No module named '?accelerate\b/,
  /\baccelerate\b.{0,20}(?:command not found|is not recognized|: not found|No such file)/,
  /^.{0,4000}\.toml not found\.$/,
  /^docker: (?:Error|permission denied|Cannot connect|invalid).+/i,
  // Ends without an exception.
  /^Fatal Python error: .+/,
  /^Windows fatal exception: .+/,
  /^(?:.{0,200}\b)?(?:Segmentation fault|Bus error|Illegal instruction|Aborted)(?: \(core dumped\))?$/,
  /^(?:.{0,200}: line \d+:\s+\d+ |.{0,100}\s)?Killed\b.{0,300}$/,
  /^terminate called (?:after throwing an instance of .+|without an active exception|recursively)/,
  /^what\(\):\s+.+/,
  /^free\(\): |^(?:double free|munmap_chunk|malloc|corrupted (?:size|double))\b.*/,
  /^ERROR: Unexpected (?:bus error|segmentation fault) encountered in worker/,
  /^Could not load library \S*cudnn\S*/i,
  /Watchdog caught collective operation timeout/,
  /^NCCL (?:WARN|error)\b.+/,
  /\bCUDA error: .+|\bCUDNN_STATUS_\w+|\bCUBLAS_STATUS_\w+/,
  /^forrtl: (?:error|severe) \(\d+\): .+/,
  // Schedulers of a cluster.
  /^slurmstepd: error: .+/,
  /^srun: error: .+/,
  /\boom[-_]kill\b/i,
];

const CHILD_ENDS: readonly (readonly [pattern: RegExp, sign: 1 | -1])[] = [
  [/died with <Signals\.\w+: (\d{1,3})>/, -1],
  [/returned non-zero exit status (-?\d{1,12})/, 1],
  [/failed \(exitcode: (-?\d{1,12})\)/, 1],
  [/^exitcode\s+: (-?\d{1,12}) \(pid/, 1],
  [/Signal (\d{1,3}) \(SIG\w+\) received by PID/, -1],
  [/\bProcess \d+ got signal: (\d{1,3})/, -1],
];

/** A failure is one of few words; more is cut. */
const MAX_TEXT = 600;

/** The line, where it tells of a failure. */
export function failureText(line: string): string | undefined {
  const text = line.length > 9000 ? line.slice(0, 9000) : line;
  return FAILURES.some((pattern) => pattern.test(text)) ? text.slice(0, MAX_TEXT) : undefined;
}

/** How a process ended that a launcher tells of: its exit code, or the negative number of a signal. */
export function childEnd(line: string): number | undefined {
  // It stands at the end of a line that has the whole command.
  const text = line.length > 2000 ? line.slice(-2000) : line;
  for (const [pattern, sign] of CHILD_ENDS) {
    const match = pattern.exec(text);
    if (match) return sign * Number(match[1]);
  }
  return undefined;
}
