import { basename } from 'node:path';
import { digestOf } from '../../../files/digest';
import { toProblem } from '../../../problem/toProblem';
import { answerCalls, type Report } from '../../../threads/workerSide';
import { withoutBom } from '../../promptFile';
import type { Batch, PromptAnswers, PromptRequest } from '../workerProtocol';
import { changedMeanwhile, newText } from '../rewriter';
import type { Place } from '../types';
import { collectFiles } from './collectFiles';
import { findFiles, type FoundFile } from './findFiles';
import { planFiles } from './planFiles';
import { readBytes } from './readBytes';
import { restoreFiles } from './restoreFiles';
import { rewriterOf } from './rewriters';
import { writeFiles } from './writeFiles';

type Answer = PromptAnswers[keyof PromptAnswers];

/** Enough to make the calls cheap, few enough to share them out and to report progress. */
const FILES_AT_ONCE = 500;

function answer(request: PromptRequest, report: Report): Answer | Promise<Answer> {
  switch (request.kind) {
    case 'find':
      return find(request.places);
    case 'plan':
      return planFiles(request, report);
    case 'preview':
      return preview(request);
    case 'write':
      return writeFiles(request, report);
    case 'restore':
      return restoreFiles(request, report);
    case 'collect':
      return collectFiles(request.paths, report);
  }
}

function find(places: readonly Place[]): PromptAnswers['find'] {
  const { files, failed } = findFiles(places);
  const batches: Batch[] = [];
  let batch: FoundFile[] = [];
  const close = () => {
    const place = batch[0]?.place ?? 0;
    if (batch.length > 0)
      batches.push({ place, files: batch.length, paths: batch.map(({ path }) => path).join('\0') });
    batch = [];
  };
  for (const file of files) {
    if (batch.length >= FILES_AT_ONCE || file.place !== batch[0]?.place) close();
    batch.push(file);
  }
  close();
  return { batches, failed };
}

function preview({
  path,
  digest,
  lora,
  rules,
}: PromptRequest & { readonly kind: 'preview' }): PromptAnswers['preview'] {
  try {
    const bytes = readBytes(path);
    if (digestOf(bytes) !== digest) throw changedMeanwhile(path);
    const rewritten = rewriterOf(rules)(bytes, lora);
    if (typeof rewritten === 'string') throw changedMeanwhile(path);
    const { file, outcome } = rewritten;
    return { before: withoutBom(file.text), after: withoutBom(newText(path, file, outcome)) };
  } catch (error) {
    throw toProblem(error, basename(path));
  }
}

answerCalls<PromptRequest, Answer>(answer, (result) =>
  'outcomes' in result ? [result.outcomes.buffer] : [],
);
