import type { HeaderSummary } from '../../header/summary';
import type { EditableField, EditableValues, FieldSource } from '../fields';

/** Which version a tool takes a model for. */
export interface ForeignIdentity {
  readonly modelId?: number;
  readonly versionId?: number;
  readonly modelName?: string;
  readonly versionName?: string;
  /** The name of the user of Civitai. */
  readonly creator?: string;
  readonly type?: string;
  /** 64 hex, lower case: what that tool once computed. */
  readonly sha256?: string;
}

/** What other tools' sidecars say of a model, combined. */
export interface ForeignMetadata extends ForeignIdentity {
  /** The tool that gave the identity, or the first that gave anything. */
  readonly source: FieldSource;
  readonly values: EditableValues;
  /** Where each value comes from: the tool, or Civitai where the tool has downloaded it. */
  readonly valueSources: Readonly<Partial<Record<EditableField, FieldSource>>>;
  /** An existing picture beside the model, its file name. */
  readonly previewPath?: string;
}

/** What one tool's sidecar says. */
export interface ToolMetadata {
  /** Absent where the file may be of another model. */
  readonly identity?: ForeignIdentity;
  readonly values: EditableValues;
  /** The fields that the user filled in that tool; it guessed or downloaded the others. */
  readonly typed?: readonly EditableField[];
  /** The pictures of the model that the file names, as paths of that tool. */
  readonly pictures?: readonly string[];
}

/** What a file beside a model came to. */
export interface ToolReading {
  /** Absent where nothing of the file was taken. */
  readonly metadata?: ToolMetadata;
  /** A sentence that says what was not taken, and why. */
  readonly notice?: string;
}

/** Of which model a file has to be. */
export interface ForeignContext {
  /** The name of the file that is read, for messages. */
  readonly file: string;
  /** The file name of the model. */
  readonly model: string;
  /** Bytes of the model: what a file says of another size is of another file. */
  readonly size: number;
  /** The file name of another model that may be meant just as well. */
  readonly rival: string | undefined;
  /** What the model's own header says. */
  readonly header: HeaderSummary | undefined;
}

/** How to read one tool's sidecar. */
export interface ForeignFormat {
  readonly source: FieldSource;
  /** What follows the model's name in the name of the file, in lower case. */
  readonly suffix: string;
  /** Whether the model's name may have its extension in the name of the file: `foo.safetensors.json`. */
  readonly wholeName: boolean;
  /** Reads the file's object. A file that says nothing at all gives neither metadata nor a notice. */
  readonly read: (value: Readonly<Record<string, unknown>>, context: ForeignContext) => ToolReading;
}
