import type { CivitaiClient } from '../../civitai/client';
import { isUnreachable } from '../../problem/codes';
import { Problem } from '../../problem/problem';

/** Asks Civitai on behalf of one run. Once it cannot be reached, further questions of the run fail at once. */
export class Reachability {
  private failed: { readonly client: CivitaiClient; readonly problem: Problem } | undefined;

  /** @param civitai the client as the settings are now: another one may reach what this one cannot */
  constructor(private readonly civitai: () => CivitaiClient) {}

  /** @throws Problem of the question, or that of an earlier one which could not reach Civitai */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    const client = this.civitai();
    if (this.failed?.client === client) throw this.failed.problem;
    try {
      return await question();
    } catch (error) {
      // A server that is silent would make each of the questions to come wait as long.
      const ends = error instanceof Problem && (isUnreachable(error) || error.code === 'timeout');
      if (ends) this.failed = { client, problem: error };
      throw error;
    }
  }
}
