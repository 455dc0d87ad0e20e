import envPaths from 'env-paths';
import { createDispatcher } from '../core/civitai/dispatcher';
import { createServices, type Services } from '../core/services';
import { Output } from './output';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly baseUrl?: string;
  readonly previews?: boolean;
}

/** What a command runs with. */
export interface Session {
  readonly services: Services;
  readonly output: Output;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

/** Highest level of the previews that the command line downloads: PG-13, as in the editor. */
const MAX_PREVIEW_NSFW = 2;

/** The token that the environment holds: `CIVITAI_TOKEN`, else `CIVITAI_API_KEY`. */
export function environmentToken(): string | undefined {
  return [process.env.CIVITAI_TOKEN, process.env.CIVITAI_API_KEY].find(
    (token) => token !== undefined && token !== '',
  );
}

/**
 * Runs a command with services, and ends them whatever happens.
 * @returns the exit code of the command
 */
export async function withSession(
  options: CommonOptions,
  command: (session: Session) => Promise<number>,
): Promise<number> {
  const token = environmentToken();
  const output = new Output(options.json ?? false, token === undefined ? [] : [token]);
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  let dispatcher: ReturnType<typeof createDispatcher> | undefined;
  const services = await createServices({
    workerFolder: __dirname,
    cacheFolder: cacheFolder(),
    civitai: {
      token: () => Promise.resolve(token),
      dispatcher: () => (dispatcher ??= createDispatcher()),
      ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
    },
    ignore: () => [],
    maxPreviewNsfw: () => MAX_PREVIEW_NSFW,
    log: output.log,
  });
  try {
    return await command({ services, output, signal: stop.signal });
  } finally {
    process.off('SIGINT', onInterrupt);
    await services.dispose();
    await (await dispatcher)?.close();
  }
}

/** Where hashes are remembered between calls. */
function cacheFolder(): string {
  const named = process.env.DIFFUSION_WORKBENCH_CACHE;
  return named !== undefined && named !== '' ? named : envPaths('diffusion-workbench', { suffix: '' }).cache;
}

/** Says once that a token is not taken: Civitai itself would treat it as none, without a word. */
export async function warnOfInvalidToken({ services, output, signal }: Session): Promise<void> {
  if (environmentToken() === undefined) return;
  try {
    await services.client.me(signal);
  } catch (error) {
    output.problem(error);
    output.note('Going on without a token.');
  }
}
