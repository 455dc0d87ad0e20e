import type { ProblemInfo } from '../../problem/problem';
import { readHeader, type SafetensorsHeader } from '../header/read';
import { inspectFile, type Inspection } from './inspect';
import { headerWithOutputName, type HeaderWithOutputName } from '../header/headerWithOutputName';
import { packFiles, type PackedFiles } from './packedFiles';
import { findModelFiles } from './findModelFiles';
import { answerCalls } from '../../threads/workerSide';

export type ScanRequest =
  | { readonly kind: 'scan'; readonly root: string; readonly ignore: readonly string[] }
  | { readonly kind: 'inspect'; readonly paths: readonly string[] }
  | { readonly kind: 'header'; readonly path: string }
  | { readonly kind: 'headerWithOutputName'; readonly path: string; readonly name: string };

export interface ScanAnswers {
  readonly scan: {
    readonly packed: PackedFiles;
    readonly missing: boolean;
    readonly unreadable: readonly { readonly path: string; readonly problem: ProblemInfo }[];
  };
  readonly inspect: readonly Inspection[];
  readonly header: SafetensorsHeader;
  readonly headerWithOutputName: HeaderWithOutputName;
}

type Answer = ScanAnswers[keyof ScanAnswers];

function answer(request: ScanRequest): Answer {
  switch (request.kind) {
    case 'scan': {
      const { files, ...rest } = findModelFiles(request.root, request.ignore);
      return { packed: packFiles(files), ...rest };
    }
    case 'inspect':
      return request.paths.map((path) => inspectFile(path, Date.now()));
    case 'header':
      return readHeader(request.path);
    case 'headerWithOutputName':
      return headerWithOutputName(request.path, request.name);
  }
}

answerCalls<ScanRequest, Answer>(answer, (result) =>
  'packed' in result ? [result.packed.stamps.buffer] : [],
);
