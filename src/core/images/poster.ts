import { mkdir, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFile } from '../files/syncFile';
import { pictureFormat } from '../media/pictureFormat';
import type { FetchFile } from './imageSaver';
import { thumbnailPath } from './thumbnail';

/** What Civitai's image server is asked for: the first frame of a video as a JPEG. */
const FRAME = 'anim=false,transcode=true,width=450';

/** The address of a still frame of a video; undefined where the address is of another form. */
export function posterUrl(url: string): string | undefined {
  const frame = url.replace(/\/original=true\/([^/?#]+)\.\w+(?=$|[?#])/, `/${FRAME}/$1.jpeg`);
  return frame === url ? undefined : frame;
}

/**
 * Downloads a still frame of a video into the place of its thumbnail: nothing here decodes videos.
 * @param video absolute path
 * @param url the address of the video
 * @returns its path; undefined where there is none to be had
 * @throws Problem of the network or of writing
 */
export async function savePoster(
  video: string,
  url: string,
  fetch: FetchFile,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const frame = posterUrl(url);
  if (frame === undefined) return undefined;
  const path = thumbnailPath(video);
  await mkdir(dirname(path), { recursive: true });
  const saved: string[] = [];
  await fetch(frame, path, {
    signal,
    onProgress: () => undefined,
    place: async ({ path: part, head, content }) => {
      if (pictureFormat(head) === undefined) {
        await unlink(part);
        return;
      }
      if (content) await syncFile(part);
      await rename(part, path);
      saved.push(path);
    },
  });
  return saved[0];
}
