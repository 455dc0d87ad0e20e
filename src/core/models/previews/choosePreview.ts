import type { ModelVersion, VersionImage } from '../../civitai/schemas';

/** Width asked of Civitai's image server: enough for a card, a hundredth of the original's bytes. */
const PREVIEW_WIDTH = 450;

/** Above every `nsfwLevel`: the level of a picture that has not been rated, which has 0 or none. */
const UNRATED = 32;

/**
 * The pictures that may be shown for a version, the best first: those that the user wants to see. A video is shown by
 * its still frame, and only where there is no picture.
 * @param maxNsfw highest level to show: PG 1, PG-13 2, R 4, X 8, XXX 16
 */
export function choosePreviews(version: ModelVersion, maxNsfw: number): readonly VersionImage[] {
  const shown = (version.images ?? []).filter(
    (image) => image.url !== undefined && image.type !== 'audio' && levelOf(image) <= maxNsfw,
  );
  const isVideo = ({ type }: VersionImage): boolean => type === 'video';
  return [...shown.filter((image) => !isVideo(image)), ...shown.filter(isVideo)];
}

function levelOf({ nsfwLevel }: VersionImage): number {
  return nsfwLevel === undefined || nsfwLevel === 0 ? UNRATED : nsfwLevel;
}

/**
 * The address of a small still picture of an image or a video on Civitai's image server
 * (`/{account}/{uuid}/{options}/{name}`). An address of another form is returned as it is.
 */
export function previewUrl(image: VersionImage): string | undefined {
  if (image.url === undefined) return undefined;
  const options =
    image.type === 'video' ? `anim=false,transcode=true,width=${PREVIEW_WIDTH}` : `width=${PREVIEW_WIDTH}`;
  const small = image.url.replace(
    /\/(?:original=true|width=\d+|transcode=true)[^/]*\/([^/]+)$/,
    `/${options}/$1`,
  );
  return image.type === 'video' ? small.replace(/\.(mp4|webm)$/, '.jpeg') : small;
}
