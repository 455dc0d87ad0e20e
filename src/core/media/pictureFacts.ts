import type { PictureFormat } from './pictureFormat';

/** What a check wants to know of a picture that can be read. */
export interface PictureFacts {
  readonly format: PictureFormat;
  /** As it is shown: turned the way its camera was held. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the file. */
  readonly digest: string;
  /** The EXIF orientation is another one than upright: 2 to 8, else 1. */
  readonly orientation: number;
  /** Some of it can be seen through. */
  readonly transparent: boolean;
  /** Bits of a colour in a pixel: 8, or 16 and more. */
  readonly bits: number;
  /** `srgb`, `cmyk`, `b-w`, `lab`, … */
  readonly space: string;
  /** The colour profile in it, where that is not sRGB. */
  readonly profile?: string;
  /** More than one in an animation or in a document of several pages. */
  readonly frames: number;
  /** What it looks like, to find near-duplicates: see `look.ts`. */
  readonly look: Uint8Array;
}

/** Why a picture cannot be read: no known format, one without a decoder here, cut off, too many pixels, no file. */
export type PictureFault = 'no_picture' | 'unsupported' | 'damaged' | 'too_large' | 'unreadable';

export type Inspected =
  | { readonly ok: true; readonly facts: PictureFacts }
  | {
      readonly ok: false;
      readonly fault: PictureFault;
      readonly format?: PictureFormat;
      /** The decoder's or the system's own words. */
      readonly detail: string;
    };
