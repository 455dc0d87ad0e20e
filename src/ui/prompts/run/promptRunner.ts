import * as l10n from '@vscode/l10n';
import type { PromptRuns } from '../../../core/prompts/run/promptRuns';
import type { RunOptions } from '../../../core/prompts/run/types';
import type { Dialogs } from '../../platform/dialogs';
import type { Jobs, Lane } from '../../platform/job';
import type { PromptContext } from './promptContext';

export interface PromptRunnerDeps {
  readonly prompts: () => Promise<PromptRuns>;
  readonly jobs: Jobs;
  readonly dialogs: Dialogs;
  readonly context: PromptContext;
}

/** Runs commands over many prompt files, one at a time, with a notification that shows how far they are. */
export class PromptRunner {
  private readonly lane: Lane;

  constructor(private readonly deps: PromptRunnerDeps) {
    this.lane = {
      busy: l10n.t('Prompt files are being worked on. Wait for it or cancel it first.'),
      onDidChange: (running) => void deps.context('running', running),
    };
  }

  /**
   * Runs a job with a notification that can be cancelled. What it throws is shown.
   * @returns what it returned; undefined where it failed, was cancelled, or another one runs
   */
  run<T>(
    title: string,
    job: (prompts: PromptRuns, options: Required<RunOptions>) => Promise<T>,
  ): Promise<T | undefined> {
    const { jobs, prompts } = this.deps;
    return jobs.run({
      title,
      lane: this.lane,
      work: async ({ signal, onProgress }) => job(await prompts(), { signal, onProgress }),
    });
  }
}
