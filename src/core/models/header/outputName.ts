import { metadataText } from './metadataText';

/** The key of `__metadata__` that trainers write a LoRA's name into, and that prompts may call it by. */
export const OUTPUT_NAME = 'ss_output_name';

/** The `ss_output_name` of a header; undefined where it has none, or a blank one. */
export function outputName(metadata: Readonly<Record<string, string>>): string | undefined {
  return metadataText(metadata, OUTPUT_NAME);
}
