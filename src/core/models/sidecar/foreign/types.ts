import type { EditableValues, FieldSource } from '../fields';

/** What other tools' sidecars say of a model, combined. */
export interface ForeignMetadata {
  /** The tool that gave the identity, or the first that gave anything. */
  readonly source: FieldSource;
  readonly values: EditableValues;
  /** The tool that each value comes from, where it is not `source`. */
  readonly valueSources?: Readonly<Partial<Record<keyof EditableValues, FieldSource>>>;
  readonly modelId?: number;
  readonly versionId?: number;
  readonly modelName?: string;
  readonly versionName?: string;
  readonly type?: string;
  /** 64 hex, lower case: what that tool once computed. */
  readonly sha256?: string;
  /** An existing picture beside the model, its file name. */
  readonly previewPath?: string;
  /** Whole sentences: what of other tools' files was not taken, and why. */
  readonly notices: readonly string[];
}

/** What one tool's sidecar says. */
export type ToolMetadata = Omit<ForeignMetadata, 'source' | 'valueSources' | 'previewPath' | 'notices'> & {
  /** It was written for a file of another size: its identity is not taken, the user's words are. */
  readonly isOfOtherSize?: true;
};

/** How to read one tool's sidecar. */
export interface ForeignFormat {
  readonly source: FieldSource;
  /** The file name for a model `foo.safetensors`, given `foo` and the whole name. */
  readonly fileName: (stem: string, name: string) => string;
  /**
   * Reads the file's object.
   * @param size bytes of the model: what a file says of another size is of another file
   * @param stem the model's file name without its extension
   * @returns undefined where the object is not this tool's, or says nothing
   */
  readonly read: (
    value: Readonly<Record<string, unknown>>,
    size: number,
    stem: string,
  ) => ToolMetadata | undefined;
}
