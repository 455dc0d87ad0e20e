/** A LoRA that a picture was made with; it is known by at least one of name, hash and version. */
export interface UsedLora {
  /** Without folder and extension. */
  readonly name?: string | undefined;
  readonly weight?: number | undefined;
  /** As it is written, in lower case: its kind depends on the writer. */
  readonly hash?: string | undefined;
  /** The version on Civitai. */
  readonly versionId?: number | undefined;
}

/** What one reader found in a picture. What it found nothing of is undefined. */
export interface Reading {
  /** Where it was found, in words. */
  readonly source: string;
  /** The program that made the picture. */
  readonly tool?: string | undefined;
  readonly prompt?: string | undefined;
  readonly negative?: string | undefined;
  /** Digits: it may be more than a number can hold. */
  readonly seed?: string | undefined;
  readonly steps?: number | undefined;
  readonly sampler?: string | undefined;
  readonly scheduler?: string | undefined;
  readonly cfg?: number | undefined;
  /** Distilled guidance, as FLUX has it beside `cfg`. */
  readonly guidance?: number | undefined;
  /** `WxH` of the first pass, as the parameters have it. */
  readonly size?: string | undefined;
  /** Without folder and extension. */
  readonly model?: string | undefined;
  readonly modelHash?: string | undefined;
  readonly loras?: readonly UsedLora[] | undefined;
  /** The settings of an infotext, as they are written. */
  readonly params?: ReadonlyMap<string, string> | undefined;
}
