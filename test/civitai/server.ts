import { createServer, type IncomingMessage, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CERTIFICATE, CERTIFICATE_KEY } from '../fixtures/certificate';
import { Catalog, type ServedVersion, type VersionSeed } from './catalog';
import { send, type Fault, type RightAnswer, type Route } from './faults';
import { FileStore } from './fileStore';
import { ImageFeed, type FeedImage } from './imageFeed';
import { JPEG } from './pictures';

/** A request that arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Bytes. */
  readonly bodySize: number;
}

/** How the loopback Civitai behaves. */
export interface LoopbackOptions {
  /** Valid tokens and whose they are. Any other is silently anonymous, as on Civitai. */
  readonly tokens?: Readonly<Record<string, string>>;
  /** Refuses a request that carries `Authorization`, as the storage behind Civitai does. */
  readonly rejectAuthorization?: boolean;
  /** Speaks https, under this name of the certificate in test/fixtures; the test leads the name to 127.0.0.1. */
  readonly httpsHost?: string;
  /** `http://host:port` that downloads are redirected to: another loopback Civitai with `store`; by default, its own. */
  readonly storage?: string;
  /** What can be downloaded, where two servers share it. */
  readonly store?: FileStore;
}

/** A real HTTP server on this machine that speaks Civitai's REST API, well or, where told so, badly. */
export class LoopbackCivitai {
  readonly requests: RecordedRequest[] = [];
  private readonly faults = new Map<Route, { readonly fault: Fault; times: number }[]>();

  /** The images of its image API. */
  readonly feed: ImageFeed;
  private readonly profiles = new Map<string, number>();

  private readonly broken: { readonly route: Route; readonly about: string; readonly fault: Fault }[] = [];

  private constructor(
    private readonly server: Server,
    /** `http://127.0.0.1:PORT`, or `https://` and the name of the options. */
    readonly origin: string,
    /** What can be downloaded. */
    readonly store: FileStore,
    private readonly catalog: Catalog,
    private readonly options: LoopbackOptions,
  ) {
    this.feed = new ImageFeed(origin);
  }

  /** Starts on a port that the system chooses. */
  static async start(options: LoopbackOptions = {}): Promise<LoopbackCivitai> {
    const { httpsHost } = options;
    const server =
      httpsHost === undefined
        ? createServer()
        : createSecureServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const origin = httpsHost === undefined ? `http://127.0.0.1:${port}` : `https://${httpsHost}:${port}`;
    const store = options.store ?? new FileStore();
    const loopback = new LoopbackCivitai(server, origin, store, new Catalog(origin, store), options);
    server.on('request', (request, response) => {
      void readBody(request).then(
        (body) => send(response, ...loopback.answer(request, body)),
        () => response.destroy(),
      );
    });
    return loopback;
  }

  /** What goes into the setting: the address of the API. */
  get baseUrl(): string {
    return `${this.origin}/api/v1`;
  }

  /** Serves a version; several with one `modelId` belong to one model, named by the first. */
  addVersion(seed: VersionSeed): ServedVersion {
    return this.catalog.add(seed);
  }

  /** The number of models on a creator's profile; by default, that of those listed. */
  setModelCount(username: string, count: number): void {
    this.profiles.set(username, count);
  }

  /** Lists images by its image API. */
  addImages(...images: readonly FeedImage[]): void {
    this.feed.add(...images);
  }

  /** Removes a version. */
  removeVersion(versionId: number): void {
    this.catalog.remove(versionId);
  }

  /** Answers the next `times` requests of a route so; several faults take their turns in order. */
  fail(route: Route, fault: Fault, times = Infinity): void {
    this.faults.set(route, [...(this.faults.get(route) ?? []), { fault, times }]);
  }

  /** Answers each request of a route so that asks about something: a part of its address or its body. */
  failAbout(route: Route, about: string, fault: Fault): void {
    this.broken.push({ route, about, fault });
  }

  /** Answers everything rightly again. */
  heal(): void {
    this.faults.clear();
    this.broken.length = 0;
  }

  /** Stops at once, open connections included. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private answer(request: IncomingMessage, body: Buffer): [RightAnswer, Fault | undefined] {
    const { method = 'GET', url = '/', headers } = request;
    this.requests.push({ method, path: url, headers, bodySize: body.length });
    if (this.options.rejectAuthorization && headers.authorization !== undefined) {
      return [json(400, { error: 'Missing x-amz-content-sha256' }), undefined];
    }
    const [route, right] = this.route(method, new URL(url, this.origin), headers, body);
    const asked = `${url}\n${body.toString('utf8')}`;
    const broken = this.broken.find((each) => each.route === route && asked.includes(each.about));
    return [right(), broken?.fault ?? (route && this.nextFault(route))];
  }

  private route(
    method: string,
    url: URL,
    headers: IncomingHttpHeaders,
    body: Buffer,
  ): [Route | undefined, () => RightAnswer] {
    const path = url.pathname;
    const api = path.startsWith('/api/v1/') ? path.slice('/api/v1/'.length) : undefined;
    const last = path.slice(path.lastIndexOf('/') + 1);
    if (path.startsWith('/images/')) return ['image', () => this.image(path)];
    if (path.startsWith('/store/')) return ['store', () => this.store.serve(url, headers)];
    if (path.startsWith('/api/download/models/')) return ['download', () => this.download(url, headers)];
    if (api === 'images') return ['images', () => json(200, this.feed.page(url.searchParams))];
    if (api === 'creators') return ['creators', () => this.creators(url)];
    if (api === 'me') return ['me', () => this.me(url, headers)];
    if (api === 'models') return ['models', () => this.models(url, headers)];
    if (api && /^models\/\d+$/.test(api)) return ['model', () => this.model(Number(last))];
    if (api && /^model-versions\/\d+$/.test(api)) return ['version', () => this.version(Number(last))];
    if (api === 'model-versions/by-hash' && method === 'POST') return ['byHashBatch', () => this.batch(body)];
    if (api === 'model-versions/by-hash/ids' && method === 'POST') return ['byHashIds', () => this.ids(body)];
    if (api && /^model-versions\/by-hash\/[^/]+$/.test(api)) return ['byHash', () => this.byHash(last)];
    return [
      undefined,
      () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>404</h1>') }),
    ];
  }

  private nextFault(route: Route): Fault | undefined {
    const next = this.faults.get(route)?.find(({ times }) => times > 0);
    if (next) next.times--;
    return next?.fault;
  }

  private byHash(hash: string): RightAnswer {
    const [version] = this.catalog.versionsByHash(hash);
    return version ? json(200, version.json) : json(404, { error: 'Model not found' });
  }

  private batch(body: Buffer): RightAnswer {
    const hashes = hashList(body, 100);
    if (!hashes) return zodError();
    // In no order, and once for each hash: nothing tells which entry belongs to which.
    return json(
      200,
      hashes.flatMap((hash) => this.catalog.versionsByHash(hash).map(({ json }) => json)).reverse(),
    );
  }

  private ids(body: Buffer): RightAnswer {
    const hashes = hashList(body, 10_000);
    if (!hashes) return zodError();
    const found = hashes.flatMap((hash) =>
      this.catalog
        .versionsByHash(hash)
        .map(({ id, modelId }) => ({ modelVersionId: id, modelId, hash: hash.toUpperCase() })),
    );
    return json(200, found.reverse());
  }

  private version(id: number): RightAnswer {
    const version = this.catalog.version(id);
    return version && isRated(version.json)
      ? json(200, version.json)
      : json(404, { error: 'Model not found' });
  }

  private model(id: number): RightAnswer {
    const model = this.catalog.model(id);
    return model && isRated(model) ? json(200, model) : json(404, { error: `No model with id ${id}` });
  }

  private models(url: URL, headers: IncomingHttpHeaders): RightAnswer {
    const query = url.searchParams;
    const limit = Number(query.get('limit') ?? 100);
    if (Number(query.get('page') ?? 1) * limit > 1000) {
      return json(429, { error: "You've requested too many pages, please use cursors instead" });
    }
    const levels = query.get('nsfw') === 'true' ? 31 : 1;
    const username = query.get('username');
    const ids = (query.get('ids') ?? '').split(',').map(Number);
    const found =
      username === null ? ids.map((id) => this.catalog.model(id)) : this.catalog.modelsOf(username);
    const isShown = (model: Record<string, unknown> | undefined) =>
      model !== undefined && (Number(model.nsfwLevel) & levels) !== 0;
    const start = username === null ? 0 : Number(query.get('cursor') ?? 0);
    const rated = found.filter(isShown);
    const items = rated.slice(start, start + limit);
    if (username !== null) {
      const metadata = start + limit < rated.length ? { nextCursor: String(start + limit) } : {};
      return json(200, { items, metadata });
    }
    // Civitai puts every parameter of the request into the next address, the token included.
    const next = new URL(url);
    next.searchParams.set('cursor', '1|2');
    next.searchParams.set('token', tokenOf(url, headers) ?? '');
    return json(200, { items, metadata: { nextCursor: '1|2', nextPage: next.href } });
  }

  private creators(url: URL): RightAnswer {
    const username = url.searchParams.get('query') ?? '';
    const modelCount = this.profiles.get(username) ?? this.catalog.modelsOf(username).length;
    return json(200, { items: [{ username, modelCount, link: '' }], metadata: {} });
  }

  private download(url: URL, headers: IncomingHttpHeaders): RightAnswer {
    const versionId = Number(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
    const isLoggedIn = this.options.tokens?.[tokenOf(url, headers) ?? ''] !== undefined;
    const { storage = this.origin } = this.options;
    return this.store.resolve(versionId, url.searchParams.get('fileId'), isLoggedIn, storage);
  }

  private me(url: URL, headers: IncomingHttpHeaders): RightAnswer {
    const username = this.options.tokens?.[tokenOf(url, headers) ?? ''];
    return username === undefined ? json(401, { error: 'Unauthorized' }) : json(200, { id: 1, username });
  }

  private image(path: string): RightAnswer {
    return {
      status: 200,
      headers: { 'content-type': 'image/jpeg' },
      body: this.feed.bytes(path) ?? this.catalog.picture(path) ?? JPEG,
    };
  }
}

function tokenOf(url: URL, headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? url.searchParams.get('token') ?? undefined;
}

function isRated(json: Readonly<Record<string, unknown>>): boolean {
  return (Number(json.nsfwLevel) & 31) !== 0;
}

/** The hashes of a batch; undefined where Civitai would refuse it. */
function hashList(body: Buffer, max: number): string[] | undefined {
  try {
    const list: unknown = JSON.parse(body.toString());
    if (!Array.isArray(list) || list.length > max) return undefined;
    return list.every((one): one is string => typeof one === 'string' && one.length === 64)
      ? list
      : undefined;
  } catch {
    return undefined;
  }
}

function zodError(): RightAnswer {
  return json(400, { error: { name: 'ZodError', message: 'Invalid input' } });
}

function json(status: number, body: unknown): RightAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
