import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { EditableField, EditableValues } from '../../../core/models/sidecar/fields';
import type { DetailsCommand } from '../../../protocol/details';

/** The fields that a user changed. A key with `''`, `[]` or undefined (the weight) was emptied by the user. */
export type EditedValues = { [K in EditableField]?: EditableValues[K] | undefined };

/** A model as its card shows it. */
export interface ShownModel {
  readonly entry: ModelEntry;
  /** Whether it lies outside of the folders of the library: most commands do not know it then. */
  readonly isOutside: boolean;
}

/** What the cards of models need of the rest of the extension. */
export interface DetailsHost {
  /** The model as the library knows it, else as its file says. Rejects with `Problem` where it cannot be read. */
  model(path: string): Promise<ShownModel>;
  /** Calls the listener when the model or its sidecar changes, until the returned function is called. */
  onDidChange(path: string, listener: () => void): () => void;
  trainingInfo(path: string): Promise<readonly { readonly label: string; readonly value: string }[]>;
  /** Saves what a user changed; `entry` tells the new values when it resolves. Rejects with `Problem`. */
  edit(path: string, values: EditedValues): Promise<void>;
  /** Replaces the user's value by Civitai's; `entry` tells it when it resolves. Rejects with `Problem`. */
  applyOffer(path: string, field: EditableField): Promise<void>;
  /** Runs a command of the page on the model. Rejects with `Problem`. */
  run(command: DetailsCommand, path: string): Promise<void>;
}
