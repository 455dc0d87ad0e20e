import { relative, resolve } from 'node:path';
import type { ImageBatch } from '../../../core/images/imageBatch';
import type { ImageTask } from '../../../core/images/imageTask';
import { EXIT, problemText } from '../../output';
import { warnOfInvalidToken, type Session } from '../../session';
import type { ImageOptions } from './imageOptions';

/** Pixels that a thumbnail fits into, as by default in the editor. */
const THUMBNAIL = { width: 256, height: 256 };

/** Downloads images, and says of each what became of it. */
export async function downloadBatch(
  session: Session,
  batch: ImageBatch,
  options: ImageOptions,
): Promise<number> {
  const { services, output, signal } = session;
  const folder = resolve(options.out);
  const { nsfw, limit, template, duplicates, metadata, thumbnails } = options;
  await warnOfInvalidToken(session);
  const tasks = new Map<string, ImageTask>();
  const lines: string[] = [];
  const run = await services.images.download(
    batch,
    {
      folder,
      template,
      duplicates,
      metadata: metadata === 'none' ? undefined : metadata,
      skipExisting: options.existing,
      levels: nsfw === 'all' ? undefined : [...nsfw],
      limit,
      concurrency: Math.max(1, options.concurrency),
      minFreeBytes: options.minFree * 2 ** 20,
      thumbnail: thumbnails ? THUMBNAIL : undefined,
    },
    {
      signal,
      onWait: (why) => {
        if (why) output.note(why.message);
      },
      onTask: (task) => {
        if (tasks.get(task.id)?.state !== task.state && isOver(task)) lines.push(lineOf(task, folder));
        tasks.set(task.id, task);
      },
    },
  );
  const { problem, ...counts } = run;
  if (problem) output.problem(problem);
  output.result(
    {
      folder,
      ...counts,
      ...(problem && { error: problemText(problem) }),
      images: [...tasks.values()].map(({ id, state, image, imagePath, metadataPath, error, notes }) => ({
        id: image.id ?? id,
        state,
        ...(imagePath !== undefined && { path: imagePath }),
        ...(metadataPath !== undefined && { metadata_path: metadataPath }),
        ...(error && { error: problemText(error) }),
        ...(notes.length > 0 && { notes }),
      })),
    },
    [...lines, `${counts.completed} downloaded, ${counts.skipped} skipped, ${counts.failed} failed`],
  );
  return counts.failed > 0 || problem ? EXIT.failed : EXIT.ok;
}

const isOver = ({ state }: ImageTask) => state === 'completed' || state === 'skipped' || state === 'failed';

function lineOf({ id, state, imagePath, error, notes }: ImageTask, folder: string): string {
  const what = error ? problemText(error) : imagePath === undefined ? '' : relative(folder, imagePath);
  return [state, id, what, ...notes].filter((text) => text !== '').join('\t');
}
