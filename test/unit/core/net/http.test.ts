import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AddressGuard } from '../../../../src/core/net/addressGuard';
import { serverError } from '../../../../src/core/net/failures';
import { problemOf } from '../civitai/clientFixture';
import { gate, get, HttpFixture, TIMEOUTS } from './httpFixture';

describe('an open answer', () => {
  let fixture: HttpFixture;
  beforeEach(() => {
    fixture = new HttpFixture();
  });
  afterEach(() => fixture.close());

  it('gives status, all headers and the address before its bytes, which come as they are sent', async () => {
    const rest = gate();
    const server = await fixture.serve((_request, response) => {
      response.writeHead(206, { etag: '"1"', 'content-range': 'bytes 5-9/10', 'x-other': ['a', 'b'] });
      response.write('first');
      void rest.opened.then(() => response.end('last'));
    });
    const { http } = fixture;
    const request = get(`${server.origin}/file?a=1`, { headers: { range: 'bytes=5-', 'if-range': '"1"' } });
    const answer = await http.open(request, fixture.policy());
    assert.equal(answer.status, 206);
    assert.equal(answer.url.href, `${server.origin}/file?a=1`);
    assert.equal(answer.headers.etag, '"1"');
    assert.equal(answer.headers['content-range'], 'bytes 5-9/10');
    assert.deepEqual(answer.headers['x-other'], ['a', 'b']);
    const [arrived] = server.requests;
    assert.equal(arrived?.headers.range, 'bytes=5-');
    assert.equal(arrived.headers['if-range'], '"1"');
    const chunks: string[] = [];
    for await (const chunk of answer.body) {
      chunks.push(Buffer.from(chunk).toString());
      rest.open();
    }
    assert.deepEqual(chunks, ['first', 'last']);
  });

  for (const [how, abandon] of [
    ['is cancelled', (body: { cancel: () => void }) => body.cancel()],
    [
      'is left in the middle',
      async (body: AsyncIterable<Uint8Array>) => {
        for await (const chunk of body) {
          assert.ok(chunk.length > 0);
          break;
        }
      },
    ],
  ] as const) {
    it(`releases its connection when it ${how}`, async () => {
      const closed = gate();
      const server = await fixture.serve(({ path }, response) => {
        if (path === '/next') {
          response.end('next');
          return;
        }
        response.once('close', closed.open);
        response.write('endless');
      });
      const { body } = await fixture.http.open(get(`${server.origin}/`), fixture.policy());
      await abandon(body);
      await closed.opened;
      await body.closed;
      // There is one connection a server: the next request would wait for ever.
      const next = await fixture.http.open(get(`${server.origin}/next`), fixture.policy());
      next.body.cancel();
    });
  }

  it('fails as bad_answer where the connection breaks, and as cancelled where the user ends it', async () => {
    const server = await fixture.serve(({ path }, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => path === '/cut' && response.destroy());
    });
    const read = async (path: string, signal?: AbortSignal): Promise<void> => {
      const { body } = await fixture.http.open(get(server.origin + path, { signal }), fixture.policy());
      for await (const chunk of body) {
        assert.equal(Buffer.from(chunk).toString(), 'half');
        if (signal) stop.abort();
      }
    };
    const stop = new AbortController();
    await problemOf(read('/cut'), 'bad_answer');
    await problemOf(read('/', stop.signal), 'cancelled');
  });

  it('ends with its deadline, if it has one', async () => {
    const server = await fixture.serve((_request, response) => response.write('x'));
    const policy = fixture.policy({ timeouts: { ...TIMEOUTS, totalMs: 50 } });
    const { body } = await fixture.http.open(get(server.origin), policy);
    const read = async (): Promise<void> => {
      for await (const chunk of body) assert.equal(chunk.length, 1);
    };
    await problemOf(read(), 'timeout');
  });

  it('ends with its deadline while memory is collected and its body drips', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const server = await fixture.serve((_request, response) => {
      const drip = setInterval(() => {
        collect();
        response.write('.');
      }, 20);
      response.on('close', () => clearInterval(drip));
    });
    const policy = fixture.policy({ timeouts: { ...TIMEOUTS, totalMs: 300 } });
    const { body } = await fixture.http.open(get(server.origin), policy);
    const read = async (): Promise<void> => {
      for await (const chunk of body) assert.ok(chunk);
    };
    await problemOf(read(), 'timeout');
  });

  it('is refused where no request may leave', async () => {
    const server = await fixture.serve((_request, response) => response.end());
    const beforeRequest = (): void => {
      throw serverError('here', 500);
    };
    await problemOf(fixture.http.open(get(server.origin), fixture.policy({ beforeRequest })), 'server_error');
    assert.equal(fixture.requestCount, 0);
  });
});

describe('a redirect', () => {
  let fixture: HttpFixture;
  beforeEach(() => {
    fixture = new HttpFixture();
  });
  afterEach(() => fixture.close());
  const token = (origin: string) => ({ origin, read: () => Promise.resolve('secret') });

  it('is followed with the headers of the request, and with its body where the status says so', async () => {
    const server = await fixture.serve(({ path }, response) => {
      if (path === '/end') response.end('end');
      else response.writeHead(path === '/307' ? 307 : 302, { location: '/end' }).end('moved');
    });
    for (const [path, end] of [
      ['/307', 'POST [1]'],
      ['/302', 'GET '],
    ] as const) {
      const request = get(server.origin + path, { body: [1], headers: { range: 'bytes=1-' } });
      const answer = await fixture.http.open(request, fixture.policy());
      answer.body.cancel();
      const last = server.requests.at(-1);
      assert.equal(answer.url.pathname, '/end');
      assert.equal(`${last?.method} ${last?.body}`, end);
      assert.equal(last?.headers.range, 'bytes=1-');
    }
    assert.equal(fixture.requestCount, 4);
  });

  it('from https to http loses the token, although both are the same host', async () => {
    const plain = await fixture.serve((_request, response) => response.end('plain'));
    const secure = await fixture.serve(
      (_request, response) => response.writeHead(307, { location: plain.origin }).end(),
      'https',
    );
    const policy = fixture.policy({ token: token(secure.origin) });
    const answer = await fixture.http.open(get(secure.origin), policy);
    answer.body.cancel();
    assert.equal(secure.requests[0]?.headers.authorization, 'Bearer secret');
    assert.equal(plain.requests.length, 1);
    assert.equal(plain.requests[0]?.headers.authorization, undefined);
  });

  it('does not bring the token back to the host that it left', async () => {
    const first = await fixture.serve(({ path }, response) => {
      if (path === '/back') response.end('back');
      else response.writeHead(302, { location: `${second.origin}/` }).end();
    });
    const second = await fixture.serve((_request, response) =>
      response.writeHead(302, { location: `${first.origin}/back` }).end(),
    );
    const policy = fixture.policy({ token: token(first.origin) });
    const answer = await fixture.http.open(get(first.origin), policy);
    answer.body.cancel();
    assert.deepEqual(
      first.requests.map(({ path, headers }) => [path, headers.authorization]),
      [
        ['/', 'Bearer secret'],
        ['/back', undefined],
      ],
    );
  });

  it('to an address that the guard refuses is not followed', async () => {
    const device = await fixture.serve((_request, response) => response.end('device'));
    const server = await fixture.serve((_request, response) =>
      response.writeHead(302, { location: device.origin }).end(),
    );
    const guard = new AddressGuard([server.origin]);
    await problemOf(fixture.http.open(get(device.origin), fixture.policy({ guard })), 'bad_input');
    await problemOf(fixture.http.open(get(server.origin), fixture.policy({ guard })), 'bad_answer');
    assert.equal(device.requests.length, 0);
  });
});

describe('a network that closes', () => {
  let fixture: HttpFixture;
  beforeEach(() => {
    fixture = new HttpFixture();
  });
  afterEach(() => fixture.close());

  it('waits for a request that is sent again, and refuses new ones', async () => {
    const [arrived, answer] = [gate(), gate()];
    let tries = 0;
    const server = await fixture.serve((_request, response) => {
      arrived.open();
      void answer.opened.then(() => response.end(`${++tries}`));
    });
    const text = fixture.http.send(get(server.origin), fixture.sendPolicy(), ({ body }) => {
      if (tries === 1) throw serverError('server', 500);
      return Buffer.from(body).toString();
    });
    await arrived.opened;
    let closed = false;
    const closing = fixture.http.close().then(() => {
      closed = true;
    });
    await problemOf(fixture.http.open(get(server.origin), fixture.policy()), 'ended');
    await problemOf(fixture.http.send(get(server.origin), fixture.sendPolicy(), String), 'ended');
    assert.equal(closed, false);
    answer.open();
    assert.equal(await text, '2');
    await closing;
  });

  it('waits for a body that is still to be read', async () => {
    const server = await fixture.serve((_request, response) => response.end('bytes'));
    const { body } = await fixture.http.open(get(server.origin), fixture.policy());
    let closed = false;
    const closing = fixture.http.close().then(() => {
      closed = true;
    });
    await new Promise(setImmediate);
    assert.equal(closed, false);
    for await (const chunk of body) assert.equal(Buffer.from(chunk).toString(), 'bytes');
    await closing;
  });

  it('ends what is under way where it may not wait: requests, turns and bodies', async () => {
    const arrived = gate();
    const server = await fixture.serve(({ path }, response) => {
      if (path === '/silent') arrived.open();
      else response.write('endless');
    });
    const other = await fixture.serve((_request, response) => response.write('endless'));
    const { body } = await fixture.http.open(get(other.origin), fixture.policy());
    const policy = fixture.sendPolicy();
    const outcomes = ['/silent', '/waits'].map((path) =>
      problemOf(fixture.http.send(get(server.origin + path), policy, String), 'ended'),
    );
    await arrived.opened;
    await fixture.http.destroy();
    await Promise.all(outcomes);
    await problemOf(
      (async () => {
        for await (const chunk of body) assert.ok(chunk.length > 0);
      })(),
      'ended',
    );
  });
});
