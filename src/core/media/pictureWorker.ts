import { parentPort } from 'node:worker_threads';
import { sniffPicture } from './sniff';
import type { PictureAnswer, PictureRequest, PreviewPicture } from './pictures';

/** Longest side of a stored preview. */
const PREVIEW_PIXELS = 512;
/** A picture that claims more pixels is an attack on the memory or not for us. */
const MAX_PIXELS = 100_000_000;

/**
 * `sharp`, where its native build can be loaded safely. In desktop VS Code on Linux it brings the editor's
 * process down (GLib's symbols clash with Electron's: https://github.com/lovell/sharp/issues/4525); the
 * WebAssembly build that the Linux package ships does not.
 */
async function loadSharp(): Promise<(typeof import('sharp'))['default'] | undefined> {
  try {
    if (process.versions.electron !== undefined && process.platform === 'linux' && hasNativeSharp())
      return undefined;
    return (await import('sharp')).default;
  } catch {
    return undefined;
  }
}

function hasNativeSharp(): boolean {
  try {
    require.resolve(`@img/sharp-linux-${process.arch}/package`);
    return true;
  } catch {
    return false;
  }
}

async function makePreview(bytes: Uint8Array): Promise<PreviewPicture> {
  const extension = sniffPicture(bytes);
  if (extension === undefined) throw new Error('unknown format');
  const sharp = await loadSharp();
  // Without the library a picture is kept as it came: every browser shows these formats.
  if (!sharp) return { bytes, extension };
  const jpeg = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .rotate()
    .resize(PREVIEW_PIXELS, PREVIEW_PIXELS, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 85 })
    .toBuffer();
  return { bytes: jpeg, extension: '.jpg' };
}

async function answer({ id, bytes }: PictureRequest): Promise<PictureAnswer> {
  try {
    return { id, picture: await makePreview(bytes) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : 'unknown' };
  }
}

parentPort?.on('message', (request: PictureRequest) => {
  void answer(request).then((result) => parentPort?.postMessage(result));
});
