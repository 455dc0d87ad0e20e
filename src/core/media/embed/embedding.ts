/** Why a text is not written into a picture, which stays as it is. */
export type NoRoom =
  /** It is longer than the container can hold. */
  | 'length'
  /** It has NUL, half a surrogate pair or U+FFFE, which no reader gives back. */
  | 'characters'
  /** In its place stands the JSON of another program, such as a graph of ComfyUI. */
  | 'otherData'
  /** The Exif that is there cannot be understood, so that nothing can be added without loss. */
  | 'exif'
  /** No program reads an infotext from files of this format. */
  | 'format';

/** The text is to go elsewhere, such as beside the picture. */
export interface DoesNotFit {
  readonly kind: 'doesNotFit';
  readonly reason: NoRoom;
  /** `length`: how many UTF-16 units would fit. */
  readonly limit?: number;
}

/** A picture with its text, or why there is none. */
export type Embedding = { readonly kind: 'embedded'; readonly picture: Buffer } | DoesNotFit;

export interface EmbedOptions {
  /** Replaces the JSON of another program as well. */
  readonly force?: boolean;
}

/** Writes a text into a picture of one format. @throws Problem `unreadable` where the picture is broken or cut off */
export type Embed = (picture: Buffer, text: string, options: EmbedOptions) => Embedding;

/**
 * Bytes of a text in containers that have no limit of their own: libpng skips a chunk of more, and with it most
 * programs that show pictures (PNG_USER_CHUNK_MALLOC_MAX).
 */
export const MOST_TEXT_BYTES = 7_999_000;

export const embedded = (picture: Buffer): Embedding => ({ kind: 'embedded', picture });

export const doesNotFit = (reason: NoRoom, limit?: number): DoesNotFit => ({
  kind: 'doesNotFit',
  reason,
  ...(limit !== undefined && { limit }),
});

/** Whether a text is JSON that another program keeps where an infotext would stand. A prompt may begin with `{a|b}`. */
export const isOtherData = (text: string): boolean => /^\s*\{\s*"/.test(text.slice(0, 1000));
