import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { createDispatcher } from '../core/net/dispatcher';
import { Problem } from '../core/problem/problem';
import { gatherModels, type Gathered } from '../core/models/scan/resolveModels';
import { createServices, type Services } from '../core/services/services';
import { EXIT, Output, problemText } from './output';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly baseUrl?: string;
}

/** What a command runs with. */
export interface Session {
  readonly services: Services;
  readonly output: Output;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

/** A command: returns its exit code, throws where it cannot go on. Cancelled, it prints what it has. */
export type Work = (session: Session) => Promise<number>;

/** Highest level of the previews that the command line downloads: PG-13, as in the editor. */
const MAX_PREVIEW_NSFW = 2;

const CANCELLED = 'Cancelled. What was done is kept; run it again to go on.';

/** The token that the environment holds: `CIVITAI_TOKEN`, else `CIVITAI_API_KEY`. */
function environmentToken(): string | undefined {
  return [process.env.CIVITAI_TOKEN, process.env.CIVITAI_API_KEY]
    .map((token) => token?.trim())
    .find((token) => token !== undefined && token !== '');
}

/**
 * Runs a command. What it throws is told on standard error; Ctrl+C ends it early, and a second one at once.
 * @returns the exit code
 */
export async function runCommand(options: CommonOptions, work: Work): Promise<number> {
  const token = environmentToken();
  const output = new Output(options.json ?? false, token === undefined ? [] : [token]);
  const stop = new AbortController();
  // Every file under way listens to it: that is no leak.
  setMaxListeners(0, stop.signal);
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  let code: number = EXIT.failed;
  try {
    code = await withServices(options, token, output, stop.signal, work);
  } catch (error) {
    if (!stop.signal.aborted) {
      output.problem(error);
      output.ended(problemText(error));
    }
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  if (!stop.signal.aborted) return code;
  output.note(CANCELLED);
  output.ended(CANCELLED);
  return EXIT.cancelled;
}

async function withServices(
  options: CommonOptions,
  token: string | undefined,
  output: Output,
  signal: AbortSignal,
  work: Work,
): Promise<number> {
  let dispatcher: ReturnType<typeof createDispatcher> | undefined;
  const services = await createServices({
    workerFolder: __dirname,
    cacheFolder: cacheFolder(),
    journalFolder: join(cacheFolder(), 'prompts'),
    civitai: {
      token: () => Promise.resolve(token),
      dispatcher: (guard) => (dispatcher ??= createDispatcher({}, guard)),
      ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
    },
    ignore: () => [],
    maxPreviewNsfw: () => MAX_PREVIEW_NSFW,
    log: output.log,
  });
  try {
    return await work({ services, output, signal });
  } finally {
    await services.dispose();
    await (await dispatcher)?.close();
  }
}

/** Where hashes are remembered between calls. */
function cacheFolder(): string {
  const named = process.env.DIFFUSION_WORKBENCH_CACHE;
  return named !== undefined && named !== '' ? named : envPaths('diffusion-workbench', { suffix: '' }).cache;
}

/** The models that paths mean. What is missing is told, and makes `code` 1; the rest is worked on all the same. */
export async function findModels(
  { services, output, signal }: Session,
  paths: readonly string[],
): Promise<{ readonly models: readonly Gathered[]; readonly code: number }> {
  const { models, problems } = await gatherModels(services.scanner, paths, signal);
  for (const problem of problems) output.problem(problem);
  return { models, code: problems.length > 0 ? EXIT.failed : EXIT.ok };
}

/** Says once that a token is not taken: Civitai itself would treat it as none, without a word. */
export async function warnOfInvalidToken({ services, output, signal }: Session): Promise<void> {
  if (environmentToken() === undefined) return;
  try {
    await services.client.me(signal);
  } catch (error) {
    // Any other failure says nothing of the token, and what is asked next will meet it too.
    if (error instanceof Problem && error.code === 'invalid_token') {
      output.warn('Civitai does not know this API token. Going on without a token.');
    }
  }
}
