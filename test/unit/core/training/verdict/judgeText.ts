import { createLogParser } from '../../../../../src/core/training/log/logParser';
import { createRunSummary } from '../../../../../src/core/training/verdict/runSummary';
import { judge, type Verdict } from '../../../../../src/core/training/verdict/verdict';

/**
 * Judges the output of a run.
 * @param streams what each of its streams says
 */
export function judgeText(streams: readonly (string | Uint8Array)[], exit?: number): Verdict {
  const run = createRunSummary();
  for (const [stream, text] of streams.entries()) {
    const parser = createLogParser((event) => run.add(event, stream));
    parser.write(Buffer.from(text));
    parser.end();
  }
  return judge(run, exit);
}
