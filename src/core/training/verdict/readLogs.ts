import { openRegular } from '../../files/regularFile';
import { createLogParser } from '../log/logParser';
import { createRunSummary } from './runSummary';
import { judge, type Verdict } from './verdict';

const CHUNK = 256 * 1024;

/**
 * Reads the output of a run and judges it.
 * @param paths the files of its streams
 * @param exit its exit code, where it has ended
 * @throws what reading a file throws
 */
export async function readLogs(
  paths: readonly string[],
  exit: number | undefined,
  signal?: AbortSignal,
): Promise<Verdict> {
  const run = createRunSummary();
  // One for all: memory stays constant, however long a log is.
  const bytes = new Uint8Array(CHUNK);
  for (const [stream, path] of paths.entries()) {
    const parser = createLogParser((event) => run.add(event, stream));
    const file = await openRegular(path);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const { bytesRead } = await file.read(bytes, 0, CHUNK);
        if (bytesRead === 0) break;
        parser.write(bytes.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
    parser.end();
  }
  return judge(run, exit);
}
