import type { Witness } from './architecture';

/** The little that the library keeps of a safetensors header. */
export interface HeaderSummary {
  /** First 12 hex digits of a usable `sshs_model_hash`, lower case: the file's AutoV3. */
  readonly autov3?: string;
  /** Base model in Civitai's words (`SDXL 1.0`, `SD 1.5`, `Flux.1 D`, …) where the header tells. */
  readonly baseModel?: string;
  /** Who tells the base model. */
  readonly toldBy?: Witness;
  /** `LORA`, `Checkpoint`, … where the header tells. */
  readonly type?: string;
  /** `modelspec.title` or `ss_output_name`. */
  readonly title?: string;
  /** `ss_output_name`, by which prompts may call the file. */
  readonly outputName?: string;
  /** `modelspec.trigger_phrase`. */
  readonly triggerPhrase?: string;
}
