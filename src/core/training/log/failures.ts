/** What a launcher, a scheduler or Docker says where it could not start the trainer: nothing of it stands before. */
const OF_LAUNCHERS: readonly RegExp[] = [
  // Wrong calls: accelerate names itself in several ways.
  /^(?:launch|runner|\w{0,60}train\w{0,60})\.py: error: .+/,
  /^(?:accelerate|torchrun)\b.{0,60}: error: .+/i,
  // The trainer, python or accelerate is not there.
  /can't open file .{1,500}(?:runner|train\w{0,60})\.py/,
  /No module named '?accelerate\b/,
  /\baccelerate\b.{0,20}(?:command not found|is not recognized|: not found|No such file)/,
  /^docker: (?:Error|permission denied|Cannot connect|invalid|unknown).+/i,
  /^(?:slurmstepd|srun|sbatch|salloc): error: .+/,
];

/** Lines that tell of a failure or of an end without any traceback. */
const FAILURES: readonly RegExp[] = [
  /^\S{0,300}\.py: error: .+/,
  /can't open file .{1,500}\.py/,
  /^.{0,4000}\.toml not found\.$/,
  // Ends without an exception.
  /^Fatal Python error: .+/,
  /^Windows fatal exception: .+/,
  /^(?:.{0,200}\b)?(?:Segmentation fault|Bus error|Illegal instruction|Aborted)(?: \(core dumped\))?$/,
  /^(?:.{0,200}: line \d+:\s+\d+ |.{0,100}\s)?Killed\b.{0,300}$/,
  /^terminate called (?:after throwing an instance of .+|without an active exception|recursively)/,
  /^what\(\):\s+.+/,
  /^free\(\): |^(?:double free|munmap_chunk|malloc|corrupted (?:size|double))\b.*/,
  /^ERROR: Unexpected (?:bus error|segmentation fault) encountered in worker/,
  /^Could not (?:load|locate)(?: library)? \S*cudnn/i,
  /^FATAL: kernel .{1,200} was built for/,
  /Watchdog caught collective operation timeout/,
  /^NCCL (?:WARN|error)\b.+/,
  /\bCUDA error: .+|\bCUDNN_STATUS_\w+|\bCUBLAS_STATUS_\w+/,
  /^forrtl: (?:error|severe) \(\d+\): .+/,
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

/**
 * The line, where it tells of a failure.
 * @param known whether the trainer itself has said something
 */
export function failureText(line: string, known: boolean): string | undefined {
  const text = line.length > 9000 ? line.slice(0, 9000) : line;
  const fits = (pattern: RegExp): boolean => pattern.test(text);
  return OF_LAUNCHERS.some(fits) || (known && FAILURES.some(fits)) ? text.slice(0, MAX_TEXT) : undefined;
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
