import type { CivitaiClient } from '../../civitai/client';
import { isOverload, isUnreachable } from '../../problem/codes';
import { Problem } from '../../problem/problem';

/** Questions in a row without an answer after which the server is taken to be down for all. */
const MOST_FAILURES = 5;

/** How a question counts. */
interface AskOptions<T> {
  /** How many failures it is worth, where it was asked in pieces already. */
  readonly weight?: number;
  /** Why an answer is none. */
  readonly failureIn?: (answer: T) => Problem | undefined;
}

/** Asks a server on behalf of one run. Once it cannot be reached, or is down, further questions of the run fail at once. */
export class Reachability {
  private failed: { readonly client: CivitaiClient; readonly problem: Problem } | undefined;
  private failures = 0;
  private lastMiss: Problem | undefined;

  /**
   * @param civitai the client as the settings are now: another one may reach what this one cannot
   * @param options.onOutage called when further questions are in vain
   * @param options.toleratesSilence whether a question that is not answered in time says nothing about others
   */
  constructor(
    private readonly civitai: () => CivitaiClient,
    private readonly options: {
      readonly onOutage?: (problem: Problem) => void;
      readonly toleratesSilence?: boolean;
    } = {},
  ) {}

  /** Why further questions are in vain. Where the user has turned requests off, there is no outage. */
  get outage(): Problem | undefined {
    return this.failed?.problem.code === 'requests_off' ? undefined : this.failed?.problem;
  }

  /** Why something of the run has no answer though nothing is wrong with it: asking again may help. */
  get missed(): Problem | undefined {
    return this.outage ?? this.lastMiss;
  }

  /** Notes that something is left without an answer. */
  miss(problem: Problem): void {
    this.lastMiss = problem;
  }

  /** @throws Problem of the question, or that of an earlier one after which the server was given up */
  async ask<T>(question: () => Promise<T>, options: AskOptions<T> = {}): Promise<T> {
    const { weight = 1, failureIn } = options;
    const client = this.civitai();
    if (this.failed?.client === client) throw this.failed.problem;
    try {
      const answer = await question();
      const failure = failureIn?.(answer);
      if (failure) this.fail(client, failure, weight);
      else this.failures = 0;
      return answer;
    } catch (error) {
      if (error instanceof Problem) this.fail(client, error, weight);
      throw error;
    }
  }

  private fail(client: CivitaiClient, problem: Problem, weight: number): void {
    if (this.isFinal(problem)) this.failures = MOST_FAILURES;
    else if (isOverload(problem) || problem.code === 'bad_answer') this.failures += weight;
    else return;
    if (this.failures < MOST_FAILURES) return;
    this.failed = { client, problem };
    if (this.outage) this.options.onOutage?.(problem);
  }

  /** Whether the next question would fail as well: a server that is silent would make each of them wait as long. */
  private isFinal(problem: Problem): boolean {
    if (isUnreachable(problem) || problem.code === 'rate_limited') return true;
    return problem.code === 'timeout' && this.options.toleratesSilence !== true;
  }
}
