import { basename, dirname } from 'node:path';
import { digestOf } from '../../../files/digest';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import type { Report } from '../../../threads/workerSide';
import { OUTCOMES, type PlannedChange, type PlannedFiles, type PlanRequest } from '../workerProtocol';
import { isChanged } from '../rewriter';
import type { FailedFile } from '../types';
import { readBytes } from './readBytes';
import { rewriterOf } from './rewriters';

/** Says of each file what the command would do; writes nothing. */
export function planFiles({ rules, paths, loras }: PlanRequest, report: Report): PlannedFiles {
  const rewrite = rewriterOf(rules);
  const loraOf = new Map(loras);
  const files = paths.split('\0');
  const outcomes = new Uint8Array(files.length);
  const changed: PlannedChange[] = [];
  const failed: FailedFile[] = [];
  const planFile = (path: string): (typeof OUTCOMES)[number] => {
    try {
      const bytes = readBytes(path);
      const rewritten = rewrite(bytes, loraOf.size > 0 ? loraOf.get(dirname(path)) : undefined);
      if (typeof rewritten === 'string') return rewritten;
      if (!isChanged(rewritten.outcome)) return 'unchanged';
      changed.push({ fields: rewritten.outcome.fields, digest: digestOf(bytes) });
      return 'changed';
    } catch (error) {
      failed.push({ path, problem: problemInfo(toProblem(error, basename(path))) });
      return 'failed';
    }
  };
  files.forEach((path, index) => {
    outcomes[index] = OUTCOMES.indexOf(planFile(path));
    report(1);
  });
  return { outcomes, changed: JSON.stringify(changed), failed };
}
