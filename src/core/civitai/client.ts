import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { Problem } from '../problem/problem';
import { silentLog, type Log } from '../log';
import { pictureFailure, readJsonAnswer } from './answers';
import { badAddress, badAnswer, invalidToken, PassingProblem, requestsOff } from '../net/failures';
import { isUsableHash } from './hashFormats';
import { RateControl } from '../net/rateControl';
import { withRetries, type Sleep } from '../net/retry';
import {
  parseHashMatches,
  parseModel,
  parseModelPage,
  parseModelVersion,
  parseVersions,
  parseUser,
  type CivitaiModel,
  type HashMatch,
  type ModelVersion,
} from './schemas';
import { Transport, webUrl, type Outgoing, type Timeouts } from '../net/transport';

export const DEFAULT_BASE_URL = 'https://civitai.com/api/v1';

const API_TIMEOUTS: Timeouts = { headersMs: 60_000, idleMs: 30_000, totalMs: 300_000 };
/** A picture is no reason to wait: nothing else may stand still for one that stalls. */
const PICTURE_TIMEOUTS: Timeouts = { headersMs: 15_000, idleMs: 10_000, totalMs: 120_000 };
const API_RETRIES = 4;
const PICTURE_RETRIES = 2;
/** A hundred versions with their models are some megabytes. */
const LARGEST_ANSWER = 128 * 1024 * 1024;

/** Civitai takes 10,000 hashes; half of it keeps an answer from taking long. */
const HASHES_PER_MATCH = 5_000;
const HASHES_PER_BATCH = 100;
const IDS_PER_PAGE = 100;

/** What the client needs; every default is that of a person without settings. */
export interface CivitaiClientOptions {
  /** https://civitai.com/api/v1 */
  readonly baseUrl?: string;
  /** Asked before each request, so that a new token counts at once. */
  readonly token?: () => Promise<string | undefined>;
  /** False: nothing leaves the machine. */
  readonly enabled?: () => boolean;
  /** The way through proxies and certificates; whoever gives it closes it. */
  readonly dispatcher?: () => Promise<Dispatcher | undefined>;
  readonly log?: Log;
  readonly sleep?: Sleep;
  /** Requests at a time (5, S1-47). */
  readonly maxConcurrent?: number;
  /** Replaces the time-outs of the API and of pictures. */
  readonly timeouts?: Timeouts;
}

const wait: Sleep = async (ms, signal) => {
  await delay(ms, undefined, signal ? { signal } : {});
};

/**
 * Civitai's public REST API. Answers that say "not there" are undefined; everything else that is not an
 * answer is thrown as a Problem. An invalid token is silently anonymous there: only `me` tells.
 */
export class CivitaiClient {
  private readonly transport: Transport;
  private readonly log: Log;
  private readonly apiRate: RateControl;
  private readonly pictureRate: RateControl;
  private ownAgent: Promise<Dispatcher> | undefined;

  constructor(private readonly options: CivitaiClientOptions = {}) {
    const { log = silentLog, maxConcurrent = 5 } = options;
    this.log = log;
    this.apiRate = new RateControl(maxConcurrent);
    this.pictureRate = new RateControl(maxConcurrent);
    this.transport = new Transport(async () => (await options.dispatcher?.()) ?? (await this.agent()));
  }

  /** How many requests have left the machine, repeated ones included. */
  get requestCount(): number {
    return this.transport.requestCount;
  }

  /**
   * The version that has a file with this hash (of any kind). A hash that would match strangers (all zeros,
   * the hash of nothing) is not asked about.
   */
  async versionByHash(hash: string, signal?: AbortSignal): Promise<ModelVersion | undefined> {
    if (!isUsableHash(hash)) return undefined;
    return this.get(`model-versions/by-hash/${hash}`, parseModelVersion, signal);
  }

  /** Which of these SHA-256 values Civitai knows, and their versions: several where files were uploaded twice. */
  async matchHashes(sha256s: readonly string[], signal?: AbortSignal): Promise<HashMatch[]> {
    const wanted = new Set(usableSha256s(sha256s));
    const answers = await Promise.all(
      chunks([...wanted], HASHES_PER_MATCH).map((body) =>
        this.ask('model-versions/by-hash/ids', parseHashMatches, { body, signal }),
      ),
    );
    return answers.flatMap((matches) => matches ?? []).filter(({ hash }) => wanted.has(hash));
  }

  /** The versions that have files with these SHA-256 values, each once, in no order. */
  async versionsByHashes(sha256s: readonly string[], signal?: AbortSignal): Promise<ModelVersion[]> {
    const answers = await Promise.all(
      chunks(usableSha256s(sha256s), HASHES_PER_BATCH).map((body) =>
        this.ask('model-versions/by-hash', parseVersions, { body, signal }),
      ),
    );
    return uniqueById(answers.flatMap((versions) => versions ?? []));
  }

  /** One version by its id. */
  async version(id: number, signal?: AbortSignal): Promise<ModelVersion | undefined> {
    return this.get(`model-versions/${id}`, parseModelVersion, signal);
  }

  /** One model by its id. */
  async model(id: number, signal?: AbortSignal): Promise<CivitaiModel | undefined> {
    return this.get(`models/${id}`, parseModel, signal);
  }

  /** The models of these ids; those that Civitai does not list (unrated, archived) are left out. */
  async models(ids: readonly number[], signal?: AbortSignal): Promise<CivitaiModel[]> {
    const pages = await Promise.all(
      chunks([...new Set(ids)], IDS_PER_PAGE).map((some) =>
        // Without nsfw=true only models rated PG are listed.
        this.get(`models?ids=${some.join(',')}&nsfw=true&limit=${IDS_PER_PAGE}`, parseModelPage, signal),
      ),
    );
    return uniqueById(pages.flatMap((models) => models ?? []));
  }

  /** Whose token it is: the only way to learn that it is valid. Throws Problem `invalid_token`. */
  async me(signal?: AbortSignal): Promise<{ username: string }> {
    const user = await this.get('me', parseUser, signal);
    if (user === undefined) throw invalidToken();
    return user;
  }

  /** The bytes of a picture, wherever it is; the token is not sent along. */
  async picture(
    url: string,
    options: { readonly signal?: AbortSignal; readonly maxBytes: number },
  ): Promise<Uint8Array> {
    const { signal, maxBytes } = options;
    const address = webUrl(url);
    // An answer must not send us to some device of the local network; only a Civitai that is there itself may.
    const base = webUrl(this.options.baseUrl ?? DEFAULT_BASE_URL);
    if (address.protocol !== 'https:' && address.origin !== base.origin) throw badAddress();
    const outgoing = { url: address, accept: 'image/*', maxBytes, timeouts: PICTURE_TIMEOUTS, signal };
    return this.exchange('picture', outgoing, this.pictureRate, PICTURE_RETRIES, (answer) => {
      if (answer.status < 200 || answer.status > 299) throw pictureFailure(answer);
      if (answer.contentType.includes('html')) throw badAnswer(answer.host, 'a web page');
      return answer.body;
    });
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    const agent = this.ownAgent;
    this.ownAgent = undefined;
    await (await agent)?.destroy();
  }

  private async get<T>(
    path: string,
    parse: (value: unknown) => T | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    return this.ask(path, parse, { signal });
  }

  private async ask<T>(
    path: string,
    parse: (value: unknown) => T | undefined,
    { body, signal }: { readonly body?: unknown; readonly signal?: AbortSignal | undefined },
  ): Promise<T | undefined> {
    const base = this.options.baseUrl ?? DEFAULT_BASE_URL;
    const outgoing: Outgoing = {
      url: webUrl(`${base.replace(/\/+$/, '')}/${path}`),
      ...(body !== undefined && { body }),
      accept: 'application/json',
      maxBytes: LARGEST_ANSWER,
      timeouts: API_TIMEOUTS,
      signal,
    };
    return this.exchange(path, outgoing, this.apiRate, API_RETRIES, (answer) => {
      const found = readJsonAnswer(answer);
      if (!found) {
        this.log.warn(`Model not found on Civitai: ${path}`);
        return undefined;
      }
      const parsed = parse(found.value);
      if (parsed === undefined) throw badAnswer(answer.host, 'something unexpected');
      return parsed;
    });
  }

  /** Sends, reads and, where that helps, sends again. */
  private async exchange<T>(
    what: string,
    outgoing: Outgoing,
    rate: RateControl,
    retries: number,
    read: (answer: Awaited<ReturnType<Transport['send']>>) => T,
  ): Promise<T> {
    const { sleep = wait, timeouts = outgoing.timeouts } = this.options;
    const { signal } = outgoing;
    const once = async (): Promise<T> => {
      if (this.options.enabled?.() === false) throw requestsOff();
      const token = rate === this.apiRate ? sendable(await this.options.token?.()) : undefined;
      const started = performance.now();
      try {
        const answer = await this.transport.send({ ...outgoing, timeouts, ...(token && { token }) });
        this.log.debug(`${what}: ${answer.status} after ${Math.round(performance.now() - started)} ms`);
        if (answer.status >= 400 && answer.status !== 404) this.log.error(`API Error: ${answer.status}`);
        const value = read(answer);
        rate.succeeded();
        return value;
      } catch (error) {
        if (error instanceof Problem && SERVER_TROUBLE.has(error.code)) rate.troubled();
        if (error instanceof Problem && error.code !== 'cancelled') {
          this.log.error(`Request failed: ${error.message}`);
        }
        throw error;
      }
    };
    const onRetry = (problem: PassingProblem, waitMs: number): void =>
      this.log.warn(`${problem.message} Trying again in ${(waitMs / 1000).toFixed(1)} s.`);
    return rate.run(() => withRetries(once, { retries, sleep, signal, onRetry }), signal);
  }

  private agent(): Promise<Dispatcher> {
    this.ownAgent ??= import('undici').then(({ Agent }) => new Agent({ connect: { timeout: 10_000 } }));
    return this.ownAgent;
  }
}

const SERVER_TROUBLE: ReadonlySet<string> = new Set(['rate_limited', 'server_error', 'timeout']);

/** No header holds a token with other characters; like any wrong one it leaves the request anonymous. */
function sendable(token: string | undefined): string | undefined {
  return token !== undefined && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}

function usableSha256s(hashes: readonly string[]): string[] {
  const lower = hashes.map((hash) => hash.toLowerCase());
  // One element of another length makes Civitai refuse the whole batch.
  return [...new Set(lower)].filter((hash) => hash.length === 64 && isUsableHash(hash));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function uniqueById<T extends { readonly id?: number | undefined }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item, index) => [item.id ?? `no id ${index}`, item])).values()];
}
