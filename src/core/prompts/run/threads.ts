import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { KindPool } from '../../threads/kindPool';
import type { CallOptions, WorkerOptions } from '../../threads/workerPool';
import type { PromptRules } from '../rewrite/rules';

import type { PromptAnswers, PromptRequest, RunRules } from './workerProtocol';
import type { PromptCommand } from './types';

/** Small files are read from memory mostly, so that more threads than this gain little. */
const MAX_THREADS = 4;
/** As many as suit the machine. */
export const THREADS = Math.min(availableParallelism(), MAX_THREADS);

/** The threads that read and write prompt files. */
export class PromptThreads {
  private readonly pool: KindPool<PromptRequest, PromptAnswers>;
  private readonly keys = new WeakMap<PromptRules, number>();
  private lastKey = 0;

  constructor(options: WorkerOptions, threads = THREADS) {
    this.pool = new KindPool(join(options.workerFolder, 'promptWorker.js'), threads, options);
  }

  call<Kind extends keyof PromptAnswers>(
    request: PromptRequest & { readonly kind: Kind },
    options: CallOptions = {},
  ): Promise<PromptAnswers[Kind]> {
    // Every batch listens to this signal: more listeners than usual are no leak.
    if (options.signal) setMaxListeners(0, options.signal);
    return this.pool.call<Kind>(request, options);
  }

  /** Rules as threads know them: those of one object have one key. */
  rules(command: PromptCommand, rules: PromptRules): RunRules {
    const key = this.keys.get(rules) ?? ++this.lastKey;
    this.keys.set(rules, key);
    return { key: `${command} ${key}`, command, rules };
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
