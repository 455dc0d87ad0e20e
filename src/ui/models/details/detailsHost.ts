import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { EditableField, EditableValues } from '../../../core/models/sidecar/fields';
import type { DetailsCommand } from '../../../protocol/details';

/** The fields that a user changed. A key with `''`, `[]` or undefined (the weight) was emptied by the user. */
export type EditedValues = { [K in EditableField]?: EditableValues[K] | undefined };

/** What the Details panels need of the rest of the extension. */
export interface DetailsHost {
  /** Resolves once the library has been read at least once: a restored panel may be what wakes the extension. */
  ready(): Promise<void>;
  /** The model as the library knows it, undefined for every other path. */
  entry(path: string): ModelEntry | undefined;
  /** Calls the listener with the changed paths (undefined: any) until the returned function is called. */
  onDidChange(listener: (paths: readonly string[] | undefined) => void): () => void;
  trainingInfo(path: string): Promise<readonly { readonly label: string; readonly value: string }[]>;
  /** Saves what a user changed; `entry` tells the new values when it resolves. Rejects with `Problem`. */
  edit(path: string, values: EditedValues): Promise<void>;
  /** Replaces the user's value by Civitai's; `entry` tells it when it resolves. Rejects with `Problem`. */
  applyOffer(path: string, field: EditableField): Promise<void>;
  /** Runs a command of the page on the model. Rejects with `Problem`. */
  run(command: DetailsCommand, path: string): Promise<void>;
}
