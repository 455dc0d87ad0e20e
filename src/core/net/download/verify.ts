import { basename } from 'node:path';
import { Problem } from '../../problem/problem';
import { wrongContent, wrongHash, wrongSize } from './failures';
import type { DownloadedPart, FileRequest } from './request';

/** What is wrong with a whole file, once it is known where it is kept. */
export type Fault = (aside: string) => Problem;

/** Why a whole file is not the one that was asked for; undefined: it is. Its size matters where no hash is known. */
export async function faultOf(part: DownloadedPart, request: FileRequest): Promise<Fault | undefined> {
  const { bytes, sha256, target, check } = request;
  const name = basename(target);
  if (sha256 !== undefined && !part.isVerified) return (aside) => wrongHash(name, aside);
  if (sha256 === undefined && bytes !== undefined && part.bytes !== bytes)
    return (aside) => wrongSize(name, aside);
  try {
    await check?.(part);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return (aside) => wrongContent(error, aside);
  }
}
