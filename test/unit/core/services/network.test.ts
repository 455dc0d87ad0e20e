import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDispatcher } from '../../../../src/core/net/dispatcher';
import { Network } from '../../../../src/core/services/network';
import { Gate } from '../../support/gate';

/** A Civitai that knows one user and answers when it is let. */
class SlowCivitai {
  readonly asked = new Gate();
  readonly answers = new Gate();
  private constructor(private readonly server: Server) {}

  static async start(username: string): Promise<SlowCivitai> {
    const server = createServer();
    const civitai = new SlowCivitai(server);
    server.on('request', (_request, response) => {
      civitai.asked.open();
      void civitai.answers.opened.then(() => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ username }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return civitai;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v1`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

describe('Network', () => {
  let servers: SlowCivitai[];
  let network: Network;
  let baseUrl: string;
  let connections: number;
  const start = async (username: string): Promise<SlowCivitai> => {
    const server = await SlowCivitai.start(username);
    servers.push(server);
    return server;
  };
  beforeEach(() => {
    servers = [];
    connections = 0;
    network = new Network({
      civitai: () => ({
        baseUrl,
        // So that a second request waits for the first.
        maxConcurrent: 1,
        sleep: () => Promise.reject(new Error('no second try')),
      }),
      connect: (guard) => {
        connections += 1;
        return createDispatcher({}, guard);
      },
    });
  });
  afterEach(async () => {
    await network.close();
    await Promise.all(servers.map((server) => server.close()));
  });

  it('asks by the new settings at once, and lets the requests under way finish', async () => {
    const [old, next] = [await start('old'), await start('next')];
    next.answers.open();
    baseUrl = old.baseUrl;
    const asking = [network.civitai().me(), network.civitai().me()];
    await old.asked.opened;
    baseUrl = next.baseUrl;
    const replaced = network.replace();
    assert.deepEqual(await network.civitai().me(), { username: 'next' });
    old.answers.open();
    assert.deepEqual(await Promise.all(asking), [{ username: 'old' }, { username: 'old' }]);
    await replaced;
    assert.equal(connections, 2);
    assert.equal(network.requestCount(), 3);
  });

  it('handles many changes in a row as one, and none waits for a request under way', async () => {
    const [old, next] = [await start('old'), await start('next')];
    next.answers.open();
    baseUrl = old.baseUrl;
    const asking = network.civitai().me();
    await old.asked.opened;
    const replaced = ['http://127.0.0.1:1', 'http://127.0.0.1:2', next.baseUrl].map((address) => {
      baseUrl = address;
      return network.replace();
    });
    assert.deepEqual(await network.civitai().me(), { username: 'next' });
    assert.equal(connections, 2);
    old.answers.open();
    assert.deepEqual(await asking, { username: 'old' });
    await Promise.all(replaced);
  });

  it('counts the requests of replaced clients that are still under way', async () => {
    const old = await start('old');
    baseUrl = old.baseUrl;
    const asking = network.civitai().me();
    await old.asked.opened;
    const replaced = network.replace();
    assert.equal(network.requestCount(), 1);
    old.answers.open();
    await asking;
    await replaced;
    assert.equal(network.requestCount(), 1);
  });

  it('tries another token with a client of its own', async () => {
    const server = await start('user');
    server.answers.open();
    baseUrl = server.baseUrl;
    assert.deepEqual(await network.withToken('other', (client) => client.me()), { username: 'user' });
    assert.equal(connections, 1);
    assert.deepEqual(await network.civitai().me(), { username: 'user' });
    assert.equal(connections, 2);
  });

  it('ends requests under way at once when it is closed, those of replaced clients too, and says so', async () => {
    const old = await start('old');
    baseUrl = old.baseUrl;
    const first = assert.rejects(network.civitai().me(), { code: 'ended' });
    await old.asked.opened;
    const replaced = network.replace();
    const next = await start('next');
    baseUrl = next.baseUrl;
    const second = assert.rejects(network.civitai().me(), { code: 'ended' });
    await next.asked.opened;
    await network.close();
    await Promise.all([first, second, replaced]);
    assert.equal(network.requestCount(), 2, 'a request was sent again');
    assert.throws(() => network.civitai(), { code: 'ended' });
  });
});
