import { asFields } from './fields';
import type { Reading } from './generation';
import { imageInfo, type ImageInfo } from './imageInfo';
import { civitaiMetaReading } from './tools/civitai';

/**
 * What an image was made with, by what Civitai says of it and by its own file. The file tells seed and prompt; of all else
 * Civitai is believed, and the file fills in what is missing there.
 * @param meta the `meta` of the image API, of any type
 * @param file what its file says; undefined where it was not read
 */
export function mergedInfo(meta: unknown, file: ImageInfo | undefined): ImageInfo {
  const own = file && readingOf(file);
  const fields = asFields(meta);
  const readings: (Reading | undefined)[] = [
    own && { source: own.source, prompt: own.prompt, seed: own.seed },
    fields && civitaiMetaReading(fields, 'meta'),
    own,
  ];
  const merged = imageInfo(
    readings.filter((reading) => reading !== undefined),
    [],
  );
  return { ...merged, params: file?.params ?? {}, raw: merged.prompt === null ? (file?.raw ?? []) : [] };
}

/** What a file said, as one reading. */
function readingOf(info: ImageInfo): Reading {
  const known = Object.entries(valuesOf(info)).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(known), source: 'file' };
}

/** The values of an info without where they are from and what could not be read. */
export function valuesOf(info: ImageInfo): Omit<ImageInfo, 'sources' | 'params' | 'raw' | 'tooLarge'> {
  const { tool, prompt, negative, seed, steps, sampler, scheduler, cfg, guidance, size, model, modelHash, loras } = info; // prettier-ignore
  return { tool, prompt, negative, seed, steps, sampler, scheduler, cfg, guidance, size, model, modelHash, loras }; // prettier-ignore
}
