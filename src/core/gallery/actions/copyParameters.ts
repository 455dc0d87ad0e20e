import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { describeImage } from '../../images/describeImage';
import { embedRun, type EmbeddedPicture } from '../../images/embedRun';
import { readImageRecord } from '../../images/imageRecord';
import { noInfotext, saveImageMetadata } from '../../images/saveMetadata';
import { Problem } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import type { UndoRecorder } from '../../undo/undoRecorder';

/**
 * Copies what a picture was made with into others that were made of it, edited or upscaled: its infotext into the files,
 * or beside those that cannot hold it, and its `generation` into their records.
 * @param source absolute path
 * @param targets absolute paths; the source itself is left out
 * @param options.force also in the place of another program's data
 * @returns what became of each target
 * @throws Problem `missing` where nothing is known of the source, or why it cannot be read
 */
export async function copyParameters(
  source: string,
  targets: readonly string[],
  undo: Pick<UndoRecorder, 'keep'>,
  options: { readonly force?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<EmbeddedPicture[]> {
  await stat(source).catch((error: unknown) => {
    throw toProblem(error, basename(source));
  });
  const record = await readImageRecord(source);
  const { known } = await describeImage(source, record?.meta);
  const text = record?.infotext ?? known.infotext;
  if (text === undefined) throw noInfotext(source);
  const others = targets.filter((target) => target !== source);
  if (others.length === 0) throw noTarget();
  const infotextOf = () => text;
  const done = await embedRun(others, { undo, infotextOf }, { ...options, text });
  const json = { generation: record?.generation ?? known.generation, infotext: text };
  return Promise.all(
    done.map(async (picture): Promise<EmbeddedPicture> => {
      if (picture.state === 'failed') return picture;
      const { path } = picture;
      try {
        await saveImageMetadata(path, { json }, 'json', { undo });
        return picture;
      } catch (error) {
        return { path, state: 'failed', problem: problemInfo(toProblem(error, basename(path))) };
      }
    }),
  );
}

const noTarget = () =>
  new Problem(
    'bad_input',
    l10n.t('There is no other picture to copy the parameters to.'),
    l10n.t('Choose one that was made of this picture.'),
  );
