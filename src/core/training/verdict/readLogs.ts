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
  for (const [stream, path] of paths.entries()) {
    const parser = createLogParser((event) => run.add(event, stream));
    const file = await openRegular(path);
    const bytes: AsyncIterable<Buffer> = file.createReadStream({ signal, highWaterMark: CHUNK });
    for await (const chunk of bytes) parser.write(chunk);
    parser.end();
  }
  return judge(run, exit);
}
