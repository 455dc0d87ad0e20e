/** A picture or video as the index of a gallery keeps it: what is searched and what the grid shows, and nothing else. */
export interface GalleryPicture {
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly kind: 'image' | 'video';
  /** Pixels as it is shown, turned upright; undefined where its head does not tell. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Tells the same picture in another folder: its size, and the SHA-256 of its first and last 64 KiB. */
  readonly fingerprint: string;
  /** The program that made it. */
  readonly tool?: string | undefined;
  readonly prompt?: string | undefined;
  readonly negative?: string | undefined;
  /** Digits: it may be more than a number can hold. */
  readonly seed?: string | undefined;
  readonly steps?: number | undefined;
  readonly cfg?: number | undefined;
  readonly sampler?: string | undefined;
  /** The checkpoint, without folder and extension. */
  readonly model?: string | undefined;
  /** LoRAs by name, or by hash where they have none. */
  readonly loras?: readonly string[] | undefined;
  /**
   * The first digits of the hashes of the checkpoint and of each LoRA, lower case, with a blank between two; nothing
   * stands for one that has none. One text, since many pictures share theirs.
   */
  readonly hashes?: string | undefined;
  /** The NSFW level of Civitai: 1 PG, 2 PG-13, 4 R, 8 X, 16 XXX; undefined where it is not known. */
  readonly level?: number | undefined;
  readonly creator?: string | undefined;
  /** Civitai's ids: of the image, and of the model and version that it is an example of. */
  readonly imageId?: number | undefined;
  readonly modelId?: number | undefined;
  readonly versionId?: number | undefined;
  readonly baseModel?: string | undefined;
  /** Of the user, from the picture's sidecar. */
  readonly favourite?: boolean | undefined;
  /** 1 to 5. */
  readonly rating?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Why it cannot be read, in words. */
  readonly problem?: string | undefined;
}

/** A model of the library as a card of a gallery, and as what its example images are found and filtered by. */
export interface GalleryModel {
  /** Absolute path of the model file. */
  readonly path: string;
  readonly name: string;
  /** What Civitai calls its version. */
  readonly version?: string | undefined;
  /** Checkpoint, LORA, …, where known. */
  readonly type?: string | undefined;
  readonly baseModel?: string | undefined;
  readonly creator?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly level?: number | undefined;
  readonly modelId?: number | undefined;
  readonly versionId?: number | undefined;
  /** Whole or their first digits, lower case. */
  readonly hashes?: readonly string[] | undefined;
  /** Absolute path of its preview, and when that was changed last. */
  readonly preview?: string | undefined;
  readonly previewMs?: number | undefined;
  readonly mtimeMs: number;
}
