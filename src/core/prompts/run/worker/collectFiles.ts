import { basename } from 'node:path';
import { problemInfo, toProblem } from '../../../problem/toProblem';
import type { Report } from '../../../threads/workerSide';
import { readPromptFile } from '../../promptFile';
import { promptTokens } from '../../tokens/tokens';
import { type CollectedFiles, OUTCOMES, type TokenLine } from '../workerProtocol';
import type { FailedFile } from '../types';
import { readBytes } from './readBytes';

/** Counts the tokens of `raw_prompt` of each file. */
export function collectFiles(paths: string, report: Report): CollectedFiles {
  const files = paths.split('\0');
  const outcomes = new Uint8Array(files.length);
  const tokens = new Map<string, [count: number, ...files: number[]]>();
  const failed: FailedFile[] = [];
  const collectFile = (path: string, index: number): (typeof OUTCOMES)[number] => {
    try {
      const file = readPromptFile(readBytes(path));
      if (typeof file === 'string') return file;
      if ((file.fields.raw_prompt ?? '').trim() === '') return 'no_raw_prompt';
      for (const token of promptTokens(file.fields.raw_prompt ?? '')) {
        const known = tokens.get(token);
        if (!known) tokens.set(token, [1, index]);
        else {
          known[0] += 1;
          if (known.at(-1) !== index) known.push(index);
        }
      }
      return 'unchanged';
    } catch (error) {
      failed.push({ path, problem: problemInfo(toProblem(error, basename(path))) });
      return 'failed';
    }
  };
  files.forEach((path, index) => {
    outcomes[index] = OUTCOMES.indexOf(collectFile(path, index));
    report(1);
  });
  const lines: TokenLine[] = [...tokens].map(([token, counted]) => [token, ...counted]);
  return { outcomes, tokens: JSON.stringify(lines), failed };
}
