import type { PromptRuns } from '../../core/prompts/run/promptRuns';
import type { ModelsFeature } from '../models/feature';
import type { PromptChanges } from './changes/promptChanges';
import type { Filters } from './filters/filters';
import type { PromptContext } from './run/promptContext';
import type { PromptEditor } from './run/promptEditor';
import type { PromptRunner } from './run/promptRunner';

/** What the commands over prompt files work with. */
export interface PromptsFeature extends Pick<
  ModelsFeature,
  'services' | 'models' | 'rows' | 'dialogs' | 'problems' | 'jobs' | 'log'
> {
  readonly prompts: () => Promise<PromptRuns>;
  /** Runs over many files, one at a time. */
  readonly runner: PromptRunner;
  readonly filters: Filters;
  /** What the last run would change, until it is applied or discarded. */
  readonly changes: PromptChanges;
  readonly context: PromptContext;
  readonly editor: PromptEditor;
}
