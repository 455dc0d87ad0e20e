import { basename } from 'node:path';
import { newWindows } from '../../media/text/byteSource';
import { problemInfo, toProblem } from '../../problem/toProblem';
import { answerCalls } from '../../threads/workerSide';
import type { FoundInfo } from './imageInfos';
import { readImageInfoHeld } from './readImageInfo';

/** Paths of pictures. */
export type InfoRequest = readonly string[];

/** Of the one picture at a time that this thread reads. */
const windows = newWindows();

async function find(path: string): Promise<FoundInfo> {
  try {
    return { path, info: await readImageInfoHeld(path, windows) };
  } catch (error) {
    return { path, problem: problemInfo(toProblem(error, basename(path))) };
  }
}

async function answer(paths: InfoRequest): Promise<readonly FoundInfo[]> {
  const found: FoundInfo[] = [];
  for (const path of paths) found.push(await find(path));
  return found;
}

answerCalls<InfoRequest, readonly FoundInfo[]>(answer);
