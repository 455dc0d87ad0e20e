import { pngChunk, pngChunks, PNG_SIGNATURE_BYTES } from '../containers/pngChunks';
import { orientationExif, orientationOf } from './orientation';

/** Chunks of pixels, of an animation, and of how colours are shown; all that a program needs to draw has a capital letter. */
const KEPT: ReadonlySet<string> = new Set(['tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'bKGD', 'hIST', 'pHYs', 'sPLT', 'acTL', 'fcTL', 'fdAT']); // prettier-ignore

/** A PNG without texts: `tEXt`, `zTXt`, `iTXt`, Exif, chunks of other programs, and what stands behind its end. */
export function stripPng(picture: Buffer): Buffer {
  const chunks = pngChunks(picture);
  const old = chunks.find(({ name }) => name === 'eXIf');
  const exif = old && orientationExif(orientationOf(picture.subarray(old.start + 8, old.end - 4)));
  const kept = chunks.filter(({ name }) => /^[A-Z]/.test(name) || KEPT.has(name));
  // Between the header of a frame of an APNG and its pixels, a decoder may expect nothing else.
  const pixels = kept.find(({ name }) => name === 'IDAT' || name === 'fcTL');
  return Buffer.concat([
    picture.subarray(0, PNG_SIGNATURE_BYTES),
    ...kept.flatMap((chunk) => [
      ...(exif && chunk === pixels ? [pngChunk('eXIf', exif)] : []),
      picture.subarray(chunk.start, chunk.end),
    ]),
  ]);
}
