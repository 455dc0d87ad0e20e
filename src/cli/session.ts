import { setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LogFile } from '../core/files/logFile';
import { userCacheFolder } from '../core/files/userCache';
import { userDataFolder } from '../core/files/userData';
import { createDispatcher } from '../core/net/dispatcher';
import { Problem } from '../core/problem/problem';
import { resolveModels, type ResolvedModel } from '../core/models/scan/resolveModels';
import { Services } from '../core/services/services';
import { EXIT, Output, problemText } from './output';

/** The options of every command. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly baseUrl?: string;
  /** The file to which the log is appended. */
  readonly log?: string;
  readonly verbose?: boolean;
}

/** What a command runs with. */
export interface Session {
  readonly services: Services;
  readonly output: Output;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** From now on Ctrl+C, also a repeated one, calls back in place of cancelling the command. */
  readonly onInterrupt: (listener: () => void) => void;
}

/** A command: returns its exit code, throws where it cannot go on. Cancelled, it prints what it has. */
export type Work = (session: Session) => Promise<number>;

/** Highest level of the previews that the command line downloads: PG-13, as in the editor. */
const MAX_PREVIEW_NSFW = 2;

/** Bytes that what can be undone may take, as by default in the editor. */
const UNDO_LIMIT = 500 * 2 ** 20;

const CANCELLED = 'Cancelled. What was done is kept; run it again to go on.';

/** The token that the environment holds: `CIVITAI_TOKEN`, else `CIVITAI_API_KEY`. */
function environmentToken(): string | undefined {
  return [process.env.CIVITAI_TOKEN, process.env.CIVITAI_API_KEY]
    .map((token) => token?.trim())
    .find((token) => token !== undefined && token !== '');
}

/**
 * Runs a command. What it throws is printed on standard error; Ctrl+C or SIGTERM ends it early, and a second one at once.
 * @returns the exit code
 */
export async function runCommand(options: CommonOptions, work: Work): Promise<number> {
  const token = environmentToken();
  const verbose = options.verbose ?? process.env.DIFFUSION_WORKBENCH_DEBUG !== undefined;
  const output = new Output(options.json ?? false, token === undefined ? [] : [token], verbose);
  const stop = new AbortController();
  // Every file under way listens to it, which is no leak.
  setMaxListeners(0, stop.signal);
  let cancelled: number = EXIT.cancelled;
  let interrupted: (() => void) | undefined;
  const forget = listenForSignals((signal) => {
    if (signal === 'SIGINT' && interrupted) {
      interrupted();
      return 'again';
    }
    cancelled = SIGNALS[signal];
    stop.abort();
    return 'last';
  });
  const onInterrupt = (listener: () => void) => (interrupted = listener);
  let code: number = EXIT.failed;
  let logFile: LogFile | undefined;
  try {
    logFile = options.log === undefined ? undefined : await openLog(options.log, output);
    code = await withServices(options, token, { output, signal: stop.signal, onInterrupt }, work);
  } catch (error) {
    if (!stop.signal.aborted) {
      output.problem(error);
      output.ended(problemText(error));
    }
  } finally {
    forget();
    await logFile?.close();
  }
  if (!stop.signal.aborted) return code;
  output.note(CANCELLED);
  output.ended(CANCELLED);
  return cancelled;
}

/** The file of `--log`, in which the output keeps what it says. @throws Problem where it cannot be opened */
async function openLog(path: string, output: Output): Promise<LogFile> {
  const file = await LogFile.open(
    path,
    () => new Date(),
    (problem) => output.note(problemText(problem)),
  );
  output.keepIn(file);
  return file;
}

/** What cancels a command, and the exit code that a shell expects of it. */
const SIGNALS = { SIGINT: EXIT.cancelled, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;

type CancelSignal = keyof typeof SIGNALS;

/**
 * Listens for signals until one is told to be the last; the next one after that ends the process at once.
 * @returns what stops listening
 */
function listenForSignals(onSignal: (signal: CancelSignal) => 'again' | 'last'): () => void {
  const listener = (signal: NodeJS.Signals): void => {
    if (onSignal(signal as CancelSignal) === 'last') forget();
  };
  const names = Object.keys(SIGNALS) as CancelSignal[];
  const forget = (): void => names.forEach((name) => process.off(name, listener));
  names.forEach((name) => process.on(name, listener));
  return forget;
}

async function withServices(
  options: CommonOptions,
  token: string | undefined,
  session: Omit<Session, 'services'>,
  work: Work,
): Promise<number> {
  const { log } = session.output;
  const services = new Services(
    {
      log,
      clock: () => new Date(),
      workerFolder: __dirname,
      cacheFolder: userCacheFolder(),
      dataFolder: userDataFolder(),
    },
    {
      network: {
        civitai: () => ({
          token: () => Promise.resolve(token),
          ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
          log,
        }),
        connect: (guard) => createDispatcher({}, guard),
      },
      models: {
        ignore: () => [],
        maxPreviewNsfw: () => MAX_PREVIEW_NSFW,
        hashWorkers: () => 0,
        cacheEnabled: () => true,
      },
      undoLimit: () => UNDO_LIMIT,
      disposeHeld: async (holding) => {
        await rm(holding, { recursive: true });
        const folder = dirname(dirname(holding));
        session.output.note(
          `Files that were deleted in ${folder}, and could be brought back, are gone for good.`,
        );
      },
    },
  );
  try {
    return await work({ services, ...session });
  } finally {
    await services.close();
  }
}

/** The models that paths mean. What is missing is printed and makes `code` 1; the rest is worked on all the same. */
export async function findModels(
  { services, output, signal }: Session,
  paths: readonly string[],
): Promise<{ readonly models: readonly ResolvedModel[]; readonly code: number }> {
  const { scanner } = await services.models();
  const { models, problems } = await resolveModels(scanner, paths, signal);
  for (const problem of problems) output.problem(problem);
  return { models, code: problems.length > 0 ? EXIT.failed : EXIT.ok };
}

/** Warns of a token that is not valid: Civitai itself says nothing and treats the requests as anonymous. */
export async function warnOfInvalidToken({ services, output, signal }: Session): Promise<void> {
  if (environmentToken() === undefined) return;
  try {
    await services.network.civitai().me(signal);
  } catch (error) {
    // Any other failure says nothing about the token, and the next request reports it.
    if (error instanceof Problem && error.code === 'invalid_token') {
      output.warn('Civitai does not know this API token. Going on without a token.');
    }
  }
}
