import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isVideoName } from '../../../images/imageEnding';
import { readImageRecord } from '../../../images/imageRecord';
import { asFields, type Fields } from '../../../images/info/fields';
import type { ImageInfo } from '../../../images/info/imageInfo';
import { mergedInfo } from '../../../images/info/mergedInfo';
import { readImageInfo } from '../../../images/info/readImageInfo';
import { toProblem } from '../../../problem/toProblem';

/** What a picture was made with, by its file and its record. */
export interface PicturePrompt {
  /** Absolute. */
  readonly path: string;
  readonly info: ImageInfo;
  /** The same as Civitai's image API would say it: what is in no file comes from the record. */
  readonly meta: Fields;
  /** Where it was downloaded from. */
  readonly url?: string | undefined;
}

/** Reads what a picture was made with; of a video, only its record says that. @throws Problem `missing` */
export async function readPicturePrompt(path: string): Promise<PicturePrompt> {
  await stat(path).catch((error: unknown) => {
    throw toProblem(error, basename(path));
  });
  const record = await readImageRecord(path);
  // A file that cannot be read says nothing: what its record says stays.
  const file = isVideoName(path) ? undefined : await readImageInfo(path).catch(() => undefined);
  const info = mergedInfo(record?.meta, file);
  return { path, info, meta: metaOf(info, asFields(record?.meta) ?? {}), url: record?.url };
}

function metaOf(info: ImageInfo, known: Fields): Fields {
  const used = [
    ...(info.model === null ? [] : [{ name: info.model, type: 'checkpoint' }]),
    ...info.loras.map(({ name, versionId }) => ({ name, type: 'lora', modelVersionId: versionId })),
  ];
  const isKnown = known.resources !== undefined || known.civitaiResources !== undefined;
  return {
    ...known,
    prompt: info.prompt ?? undefined,
    negativePrompt: info.negative ?? undefined,
    cfgScale: info.cfg ?? undefined,
    steps: info.steps ?? undefined,
    sampler: info.sampler ?? undefined,
    seed: seedOf(info.seed),
    clipSkip: known.clipSkip ?? known['Clip skip'] ?? info.params['Clip skip'],
    ...(!isKnown && { resources: used }),
  };
}

/** A number, as Civitai has it, where one can hold it. */
function seedOf(seed: string | null): number | string | undefined {
  if (seed === null) return undefined;
  const number = Number(seed);
  return Number.isSafeInteger(number) ? number : seed;
}
