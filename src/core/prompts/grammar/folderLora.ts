/** The LoRA that a folder's prompts are for. */
export interface FolderLora {
  /** Absolute path. */
  readonly file: string;
  /** `ss_output_name` of its header; else the file's name without extension, `__` as `_`. */
  readonly name: string;
  readonly source: 'header' | 'file name';
  /** Names that mean it in a prompt: `ss_output_name` and the file's name without extension. */
  readonly aliases: readonly string[];
  /** How many further safetensors files the folder has, which were not chosen. */
  readonly others: number;
  /** Names of those among them that come before it but are no whole files. */
  readonly broken: readonly string[];
}
