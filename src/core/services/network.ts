import type { Dispatcher } from 'undici';
import { CivitaiClient, type CivitaiClientOptions } from '../civitai/client';
import { RequestCounter } from '../civitai/requestCounter';
import type { AddressGuard } from '../net/addressGuard';
import { ended } from '../problem/ended';

/** How the network is made. Both are called again after `replace`. */
export interface NetworkOptions {
  /** How Civitai is asked, by the settings as they are now. */
  readonly civitai: () => Omit<CivitaiClientOptions, 'dispatcher' | 'requests'>;
  /** Opens connections, by the settings as they are now; asked when the first request is sent. */
  readonly connect: (guard: AddressGuard) => Promise<Dispatcher>;
}

/** A client with connections of its own. */
interface Link {
  readonly client: CivitaiClient;
  /** Ends what is under way, and then the connections. */
  readonly abort: () => Promise<void>;
  /** Ends the connections as soon as nothing is under way. */
  readonly drain: () => Promise<void>;
}

/** The way to Civitai. It is all that a change of the address, the proxy or the certificates replaces. */
export class Network {
  private current: Link | undefined;
  /** Every link that is open: the current one, those that were replaced, and those that try a token. */
  private readonly links = new Set<Link>();
  private readonly requests = new RequestCounter();
  private closed = false;

  /** @param workerFolder absolute path of the folder of the built workers */
  constructor(
    private readonly options: NetworkOptions,
    private readonly workerFolder?: string,
  ) {}

  /**
   * The client that asks Civitai by the settings as they are now. It is asked for at each use and never kept: one that
   * was replaced sends nothing more than what is under way.
   * @throws Problem `ended` once the network is closed
   */
  readonly civitai = (): CivitaiClient => {
    if (this.closed) throw ended();
    this.current ??= this.open(this.options.civitai());
    return this.current.client;
  };

  /** How many requests have left, those of replaced clients included. */
  readonly requestCount = (): number => this.requests.count;

  /**
   * Settings changed: the next use gets a client that is made by the new ones. This is one step, so that two
   * changes can neither interleave nor wait for each other, and several in a row open no connections.
   * @returns when the requests under way are done and their connections are closed
   */
  async replace(): Promise<void> {
    const { current } = this;
    if (!current) return;
    this.current = undefined;
    await current.drain();
    this.links.delete(current);
  }

  /** Asks something with another token, to try it. */
  async withToken<T>(token: string, ask: (client: CivitaiClient) => Promise<T>): Promise<T> {
    const link = this.open({ ...this.options.civitai(), token: () => Promise.resolve(token) });
    try {
      return await ask(link.client);
    } finally {
      await link.abort();
      this.links.delete(link);
    }
  }

  /** Ends all connections at once; requests under way fail. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.links].map((link) => link.abort()));
  }

  private open(options: Omit<CivitaiClientOptions, 'dispatcher' | 'requests'>): Link {
    let opening: Promise<Dispatcher> | undefined;
    let isAborted = false;
    const client = new CivitaiClient({
      ...options,
      downloads: {
        ...options.downloads,
        ...(this.workerFolder !== undefined && { workerFolder: this.workerFolder }),
      },
      requests: this.requests,
      dispatcher: (guard) => (opening ??= this.options.connect(guard)),
    });
    // Connections that could not be opened have failed the requests already.
    const opened = async (): Promise<Dispatcher | undefined> => opening?.catch(() => undefined);
    const link: Link = {
      client,
      abort: async () => {
        isAborted = true;
        await client.destroy();
        await (await opened())?.destroy();
      },
      drain: async () => {
        await client.close();
        if (!isAborted) await (await opened())?.close();
      },
    };
    this.links.add(link);
    return link;
  }
}
