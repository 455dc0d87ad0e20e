import * as l10n from '@vscode/l10n';
import type { Dispatcher } from 'undici';
import { silentLog, type Log } from '../log';
import { AddressGuard } from '../net/addressGuard';
import type { Answer } from '../net/answer';
import { badAnswer } from '../net/failures';
import { guardedConnector } from '../net/guardedConnector';
import { Http, realSleep } from '../net/http';
import type { Policy, SendPolicy, Timeouts } from '../net/policy';
import { RateControl } from '../net/rateControl';
import type { Sleep } from '../net/retry';
import { webUrl } from '../net/webUrl';
import type { Problem } from '../problem/problem';
import { readJsonAnswer, readPictureAnswer } from './answers';
import { invalidToken, requestsOff } from './failures';
import { FileDownloads, type FileDownloadsOptions } from './fileDownloads';
import { askInHalves } from './halving';
import type { Page } from './cursorPages';
import { isUsableHash } from './hashFormats';
import { imagesPath, type ImageQuery } from './imagePages';
import { parseImagePage, type CivitaiImage } from './imageSchemas';
import { RequestCounter } from './requestCounter';
import {
  parseCreators,
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

export const DEFAULT_BASE_URL = 'https://civitai.com/api/v1';

/** A silent server is waited for twice, a minute in all. */
const API_TIMEOUTS: Timeouts = { headersMs: 30_000, idleMs: 20_000, totalMs: 120_000 };
/** Short, so that a picture that stalls delays nothing else. */
const PICTURE_TIMEOUTS: Timeouts = { headersMs: 15_000, idleMs: 10_000, totalMs: 120_000 };
const API_RETRIES = 4;
/** What fails the whole batch has been tried often enough. */
const HALF_RETRIES = 1;
const PICTURE_RETRIES = 2;
/** A hundred versions with their models are some megabytes. */
const LARGEST_ANSWER = 128 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;

/** Civitai accepts 10,000 hashes in a request; half as many keep its answers fast. */
const HASHES_PER_MATCH = 5_000;
const HASHES_PER_BATCH = 100;
const IDS_PER_PAGE = 100;

/** What came of many questions in one: the answers, and what got none, with the reason. */
export interface Answers<Answer, Item> {
  readonly answers: readonly Answer[];
  readonly failed: ReadonlyMap<Item, Problem>;
}

/** A question to the API. */
interface AskOptions {
  /** Sent as JSON by POST; a GET without it. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly retries?: number;
}

/** What the client needs; every default is that of a user without settings. */
export interface CivitaiClientOptions {
  /** https://civitai.com/api/v1 */
  readonly baseUrl?: string;
  /** Asked before each request, so that a new token counts at once. */
  readonly token?: () => Promise<string | undefined>;
  /** False: nothing leaves the machine. */
  readonly enabled?: () => boolean;
  /** The way through proxies and certificates, which must keep to the guard; the caller closes it after `close`. */
  readonly dispatcher?: (guard: AddressGuard) => Promise<Dispatcher>;
  readonly log?: Log;
  readonly sleep?: Sleep;
  /** Requests at a time (5, S1-47). */
  readonly maxConcurrent?: number;
  /** Replaces the time-outs of the API and of pictures. */
  readonly timeouts?: Timeouts;
  /** Counts what leaves the machine; a counter of its own by default. */
  readonly requests?: RequestCounter;
  /** How files are downloaded. */
  readonly downloads?: Pick<
    FileDownloadsOptions,
    'models' | 'images' | 'bytesPerSecond' | 'reserve' | 'lock' | 'workerFolder'
  >;
}

/**
 * Civitai's public REST API. Answers that say "not there" are undefined; everything else that is not an
 * answer is thrown as a Problem. An invalid token is silently anonymous there: only `me` tells.
 */
export class CivitaiClient {
  /** Downloads of models and images. */
  readonly files: FileDownloads;
  private readonly http: Http;
  private readonly log: Log;
  private readonly baseUrl: string;
  private readonly requests: RequestCounter;
  private readonly api: SendPolicy;
  private readonly pictures: Omit<SendPolicy, 'maxBytes'>;
  private ownAgent: Promise<Dispatcher> | undefined;

  constructor(options: CivitaiClientOptions = {}) {
    const {
      log = silentLog,
      maxConcurrent = 5,
      requests = new RequestCounter(),
      dispatcher,
      sleep,
    } = options;
    this.log = log;
    this.requests = requests;
    this.baseUrl = (options.baseUrl ?? DEFAULT_BASE_URL).replace(/\/+$/, '');
    // An invalid address is reported by the first request.
    const origin = URL.canParse(this.baseUrl) ? new URL(this.baseUrl).origin : '';
    const guard = new AddressGuard([origin]);
    this.http = new Http({
      dispatcher: () => dispatcher?.(guard) ?? this.agent(guard),
      onRequest: () => requests.add(),
      log,
      ...(sleep && { sleep }),
    });
    const shared: Omit<Policy, 'timeouts'> = {
      guard,
      beforeRequest: () => {
        if (options.enabled?.() === false) throw requestsOff();
      },
    };
    this.api = {
      ...shared,
      timeouts: options.timeouts ?? API_TIMEOUTS,
      ...(options.token && { token: { origin, read: options.token } }),
      rate: new RateControl(maxConcurrent),
      retries: API_RETRIES,
      maxBytes: LARGEST_ANSWER,
    };
    this.files = new FileDownloads({
      ...options.downloads,
      http: this.http,
      origin,
      guard,
      beforeRequest: shared.beforeRequest ?? (() => undefined),
      ...(this.api.token && { token: this.api.token }),
      sleep: sleep ?? realSleep,
      timeouts: options.timeouts,
    });
    this.pictures = {
      ...shared,
      timeouts: options.timeouts ?? PICTURE_TIMEOUTS,
      rate: new RateControl(maxConcurrent),
      retries: PICTURE_RETRIES,
    };
  }

  /** How many requests have left the machine, repeated ones included; with a shared counter, those of all its clients. */
  get requestCount(): number {
    return this.requests.count;
  }

  /**
   * The version that has a file with this hash (of any kind). A hash that would match unrelated models (all zeros,
   * the hash of nothing) is not asked about.
   */
  async versionByHash(hash: string, signal?: AbortSignal): Promise<ModelVersion | undefined> {
    if (!isUsableHash(hash)) return undefined;
    return this.get(`model-versions/by-hash/${hash}`, withId(parseModelVersion), signal);
  }

  /**
   * Which of these SHA-256 values Civitai knows, and their versions: several where files were uploaded twice. A hash
   * that is neither in the matches nor among those that failed is not on Civitai.
   */
  async matchHashes(sha256s: readonly string[], signal?: AbortSignal): Promise<Answers<HashMatch, string>> {
    return this.askBatches(usableSha256s(sha256s), HASHES_PER_MATCH, async (body, retries) => {
      const asked = new Set(body);
      const path = 'model-versions/by-hash/ids';
      return this.askMany(path, (answer) => parseHashMatches(answer, asked), { body, signal, retries });
    });
  }

  /** The versions that have files with these SHA-256 values, each once, in no order. */
  async versionsByHashes(
    sha256s: readonly string[],
    signal?: AbortSignal,
  ): Promise<Answers<ModelVersion, string>> {
    const found = await this.askBatches(usableSha256s(sha256s), HASHES_PER_BATCH, async (body, retries) => {
      return this.askMany('model-versions/by-hash', parseVersions, { body, signal, retries });
    });
    return { ...found, answers: uniqueById(found.answers) };
  }

  /** One version by its id. */
  async version(id: number, signal?: AbortSignal): Promise<ModelVersion | undefined> {
    return this.get(`model-versions/${id}`, withId(parseModelVersion, id), signal);
  }

  /** One model by its id. */
  async model(id: number, signal?: AbortSignal): Promise<CivitaiModel | undefined> {
    return this.get(`models/${id}`, withId(parseModel, id), signal);
  }

  /** The models of these ids; those that Civitai does not list (unrated, archived) are left out. */
  async models(ids: readonly number[], signal?: AbortSignal): Promise<Answers<CivitaiModel, number>> {
    const found = await this.askBatches([...new Set(ids)], IDS_PER_PAGE, async (some, retries) => {
      // Without nsfw=true only models rated PG are listed.
      const path = `models?ids=${some.join(',')}&nsfw=true&limit=${IDS_PER_PAGE}`;
      const page = await this.askMany(path, parseModelPage, { signal, retries });
      return page.items;
    });
    return { ...found, answers: uniqueById(found.answers) };
  }

  /** A page of images. @throws Problem `bad_input` for a user name that there cannot be */
  async images(query: ImageQuery, signal?: AbortSignal): Promise<Page<CivitaiImage>> {
    return this.askMany(imagesPath(query), parseImagePage, { signal });
  }

  /** A page of the models of a creator, from the cursor of an earlier page. */
  async modelsOf(username: string, cursor?: string, signal?: AbortSignal): Promise<Page<CivitaiModel>> {
    const query = new URLSearchParams({ username, nsfw: 'true', limit: String(IDS_PER_PAGE) });
    if (cursor !== undefined) query.set('cursor', cursor);
    return this.askMany(`models?${query.toString()}`, parseModelPage, { signal });
  }

  /** How many models the profile of a creator says there are; undefined where it says nothing. */
  async modelCount(username: string, signal?: AbortSignal): Promise<number | undefined> {
    const query = new URLSearchParams({ query: username, limit: '200' });
    const creators = await this.askMany(`creators?${query.toString()}`, parseCreators, { signal });
    return creators.find((each) => each.username?.toLowerCase() === username.toLowerCase())?.modelCount;
  }

  /** Whose token it is: the only way to learn that it is valid. Throws Problem `invalid_token`. */
  async me(signal?: AbortSignal): Promise<{ username: string }> {
    const user = await this.get('me', parseUser, signal);
    if (user === undefined) throw invalidToken();
    return user;
  }

  /**
   * The bytes of a picture from an https address outside the local network, or from the configured host; the token
   * is not sent along.
   */
  async picture(
    url: string,
    options: { readonly signal?: AbortSignal; readonly maxBytes: number },
  ): Promise<Uint8Array> {
    const { signal, maxBytes } = options;
    const request = { url: webUrl(url), label: 'picture', headers: { accept: 'image/*' }, signal };
    return this.http.send(request, { ...this.pictures, maxBytes }, (answer) => {
      this.logStatus(answer);
      return readPictureAnswer(answer);
    });
  }

  /**
   * Waits for the requests under way, however often they are still sent again, then ends the connections. New
   * requests are refused at once with the Problem `ended`: ask for the client that took this one's place.
   */
  async close(): Promise<void> {
    await this.http.close();
    await this.endAgent();
  }

  /** Cancels the requests under way, refuses new ones and ends the connections. */
  async destroy(): Promise<void> {
    await this.http.destroy();
    await this.endAgent();
  }

  /** Asks about many items in batches, and about the halves of a batch that the server fails over. */
  private async askBatches<Item, Answer>(
    items: readonly Item[],
    size: number,
    ask: (items: readonly Item[], retries: number) => Promise<readonly Answer[]>,
  ): Promise<Answers<Answer, Item>> {
    const batches = await Promise.all(
      chunks(items, size).map((batch) =>
        askInHalves(batch, (some, isHalf) => ask(some, isHalf ? HALF_RETRIES : API_RETRIES)),
      ),
    );
    return {
      answers: batches.flatMap(({ answers }) => answers.flat()),
      failed: new Map(batches.flatMap(({ failed }) => [...failed])),
    };
  }

  private async get<T>(
    path: string,
    parse: (value: unknown) => T | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    return this.ask(path, parse, { signal });
  }

  /** Asks about many items: an answer that says that nothing is there is none, since it names no item. */
  private async askMany<T>(
    path: string,
    parse: (value: unknown) => T | undefined,
    options: AskOptions,
  ): Promise<T> {
    const found = await this.ask(path, parse, options);
    if (found === undefined) throw badAnswer(l10n.t('{0} sent something unexpected.', this.host));
    return found;
  }

  private async ask<T>(
    path: string,
    parse: (value: unknown) => T | undefined,
    { body, signal, retries = API_RETRIES }: AskOptions,
  ): Promise<T | undefined> {
    const url = webUrl(`${this.baseUrl}/${path}`);
    const label = Array.isArray(body) ? `${path} (${body.length} hashes)` : path;
    const request = { url, label, body, headers: { accept: 'application/json' }, signal };
    return this.http.send(request, { ...this.api, retries }, (answer) => {
      this.logStatus(answer);
      const found = readJsonAnswer(answer);
      if (!found) {
        this.log.info(`Model not found on Civitai: ${path}`);
        return undefined;
      }
      const parsed = parse(found.value);
      if (parsed === undefined) throw badAnswer(l10n.t('{0} sent something unexpected.', answer.url.host));
      return parsed;
    });
  }

  private logStatus({ status }: Answer): void {
    if (status >= 400 && status !== 404) this.log.error(`API Error: ${status}`);
  }

  private agent(guard: AddressGuard): Promise<Dispatcher> {
    this.ownAgent ??= directAgent(guard);
    return this.ownAgent;
  }

  private get host(): string {
    return URL.canParse(this.baseUrl) ? new URL(this.baseUrl).host : '';
  }

  private async endAgent(): Promise<void> {
    const agent = this.ownAgent;
    this.ownAgent = undefined;
    await (await agent)?.destroy();
  }
}

async function directAgent(guard: AddressGuard): Promise<Dispatcher> {
  const { Agent } = await import('undici');
  return new Agent({ connect: await guardedConnector(guard, { timeout: CONNECT_TIMEOUT_MS }) });
}

/**
 * What has no id is no answer to a question about one version or model, nor is what has another one.
 * @param asked the only id that answers; any where it is not known
 */
function withId<T extends { readonly id?: number | undefined }>(
  parse: (value: unknown) => T | undefined,
  asked?: number,
): (value: unknown) => T | undefined {
  return (value) => {
    const parsed = parse(value);
    if (parsed?.id === undefined) return undefined;
    return asked === undefined || parsed.id === asked ? parsed : undefined;
  };
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
