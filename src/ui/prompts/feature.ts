import type { ModelsView } from '../models/view/modelsView';
import type { ChannelLog } from '../platform/log';
import type { EditorServices } from '../platform/services';
import type { PromptChanges } from './changes/promptChanges';
import type { Filters } from './filters/filters';
import type { PromptRunner } from './run/promptRunner';

/** What the commands over prompt files work with. */
export interface PromptsFeature {
  readonly services: EditorServices;
  readonly models: ModelsView;
  /** Runs over many files, one at a time. */
  readonly runner: PromptRunner;
  readonly filters: Filters;
  /** What the last run would change, until it is applied or discarded. */
  readonly changes: PromptChanges;
  readonly log: ChannelLog;
}
