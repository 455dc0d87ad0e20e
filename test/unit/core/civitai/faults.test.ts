import assert from 'node:assert/strict';
import { CivitaiClient } from '../../../../src/core/civitai/client';
import type { Timeouts } from '../../../../src/core/net/policy';
import type { ProblemCode } from '../../../../src/core/problem/codes';
import { silentLog } from '../../../../src/core/log';
import { faults, type Fault } from '../../../civitai/faults';
import { JPEG } from '../../../civitai/pictures';
import { LoopbackCivitai } from '../../../civitai/server';
import { ClientFixture, problemOf, sha } from './clientFixture';

const SHORT: Timeouts = { headersMs: 150, idleMs: 150, totalMs: 5_000 };

describe('Civitai in trouble', () => {
  let fixture: ClientFixture;
  beforeEach(async () => {
    fixture = await ClientFixture.open();
    fixture.civitai.addVersion({ sha256: sha(1), versionId: 5 });
  });
  afterEach(() => fixture.close());

  /** One bad answer, then good ones. */
  async function recovers(fault: Fault): Promise<void> {
    fixture.civitai.fail('byHash', fault, 1);
    const client = fixture.client({ timeouts: SHORT });
    assert.equal((await client.versionByHash(sha(1)))?.id, 5);
    assert.equal(client.requestCount, 2);
    assert.equal(fixture.waits.length, 1);
  }

  it('waits as long as a 429 asks for', async () => {
    await recovers(faults.tooMany(7));
    assert.deepEqual(fixture.waits, [7_000]);
  });
  it('waits until the date that a 429 names', async () => {
    await recovers(faults.tooMany(new Date(Date.now() + 100_000).toUTCString()));
    assert.ok(fixture.waits.every((ms) => ms > 90_000 && ms <= 100_000));
  });
  it('waits five minutes at most', async () => {
    await recovers(faults.tooMany(99_999));
    assert.deepEqual(fixture.waits, [300_000]);
  });
  it('waits a minute where a 429 does not say how long', async () => {
    await recovers(faults.tooMany());
    assert.deepEqual(fixture.waits, [60_000]);
  });
  it('waits as long as a 503 asks for', async () => {
    await recovers(faults.unavailable(2));
    assert.deepEqual(fixture.waits, [2_000]);
  });
  for (const [what, fault] of [
    ['500', faults.serverError()],
    ['520 of the edge', faults.serverError(520)],
    ['an HTML page with status 200', faults.maintenance()],
    ['half a body', faults.cut()],
    ['a body that stalls', faults.stall()],
    ['silence', faults.silent()],
    ['a closed connection', faults.hangUp()],
    ['JSON that is cut', faults.notJson()],
    ['a list for an object', faults.change(() => [1])],
  ] as const) {
    it(`asks again after ${what}`, async () => {
      await recovers(fault);
      assert.ok(fixture.waits.every((ms) => ms >= 500 && ms <= 1_000));
    });
  }

  it('waits longer each time and gives up', async () => {
    fixture.civitai.fail('byHash', faults.serverError());
    const client = fixture.client();
    await problemOf(client.versionByHash(sha(1)), 'server_error');
    assert.equal(client.requestCount, 5);
    assert.equal(fixture.waits.length, 4);
    assert.ok(fixture.waits.every((ms, n) => ms >= 500 * 2 ** n && ms <= 1_000 * 2 ** n));
  });

  const LASTING: readonly (readonly [what: string, fault: Fault, code: ProblemCode, requests: number])[] = [
    ['429', faults.tooMany(), 'rate_limited', 5],
    ['deep paging', faults.deepPaging(), 'rate_limited', 1],
    ['503', faults.unavailable(), 'server_error', 5],
    ['451', faults.regionBlocked(), 'region_blocked', 1],
    ['401', faults.unauthorized(), 'invalid_token', 1],
    ['400 whose error is an object', faults.zodError(), 'bad_answer', 1],
    ['a 404 that is no miss', faults.otherNotFound(), 'not_found', 1],
    ['an HTML 404', faults.htmlNotFound(), 'bad_answer', 1],
    ['a challenge', faults.challenge(), 'bad_answer', 1],
    ['HTML with status 200', faults.maintenance(), 'bad_answer', 5],
    ['a miss that is not sent as JSON', faults.plainMiss(), 'bad_answer', 1],
    ['half a body', faults.cut(), 'bad_answer', 5],
    ['endless redirects', faults.redirect(''), 'bad_answer', 6],
    ['a redirect out of the web', faults.redirect('file:///etc/passwd'), 'bad_answer', 1],
  ];
  for (const [what, fault, code, requests] of LASTING) {
    it(`never reads ${what} as "not found", but throws ${code} after ${requests} requests`, async () => {
      fixture.civitai.fail('byHash', fault);
      const client = fixture.client({ timeouts: SHORT });
      await problemOf(client.versionByHash(sha(1)), code);
      assert.equal(client.requestCount, requests);
      assert.equal(fixture.civitai.requests.length, requests);
    });
  }

  it('says that a host cannot be reached, without asking again', async () => {
    const gone = await LoopbackCivitai.start();
    await gone.close();
    const client = fixture.client({ baseUrl: gone.baseUrl });
    await problemOf(client.versionByHash(sha(1)), 'offline');
    await problemOf(client.picture(`${gone.origin}/images/1.jpeg`, { maxBytes: 1e6 }), 'offline');
    assert.deepEqual(fixture.waits, []);
  });

  it('lets a slow body come to its end', async () => {
    fixture.civitai.fail('byHash', faults.slow(6, 50));
    const client = fixture.client({ timeouts: SHORT });
    assert.equal((await client.versionByHash(sha(1)))?.id, 5);
  });

  it('does not let a body drip for ever', async () => {
    fixture.civitai.fail('image', faults.slow(300, 20));
    const client = fixture.client({ timeouts: { ...SHORT, totalMs: 200 } });
    await problemOf(client.picture(`${fixture.civitai.origin}/images/1.jpeg`, { maxBytes: 1e6 }), 'timeout');
  });

  it('is cancelled while it waits for an answer', async () => {
    fixture.civitai.fail('byHash', faults.silent());
    const controller = new AbortController();
    const asked = fixture
      .client({ token: () => Promise.resolve(undefined) })
      .versionByHash(sha(1), controller.signal);
    while (fixture.civitai.requests.length === 0) await new Promise(setImmediate);
    controller.abort();
    await problemOf(asked, 'cancelled');
    await new Promise(setImmediate);
    assert.deepEqual(fixture.lines, [], 'a user who cancels is told of no failure');
  });

  it('really waits before it asks again, unless cancelled', async () => {
    fixture.civitai.fail('byHash', faults.tooMany());
    const controller = new AbortController();
    const client = new CivitaiClient({
      baseUrl: fixture.civitai.baseUrl,
      log: { ...silentLog, warn: () => setTimeout(() => controller.abort(), 30) },
    });
    await problemOf(client.versionByHash(sha(1), controller.signal), 'cancelled');
    assert.equal(client.requestCount, 1);
    await client.close();
  });

  it('is cancelled while it waits to ask again', async () => {
    fixture.civitai.fail('byHash', faults.tooMany());
    const controller = new AbortController();
    const client = fixture.client({
      sleep: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('aborted')));
          controller.abort();
        }),
    });
    await problemOf(client.versionByHash(sha(1), controller.signal), 'cancelled');
    assert.equal(client.requestCount, 1);
  });

  it('is cancelled in the queue, while others hold it', async () => {
    fixture.civitai.fail('byHash', faults.silent());
    const controllers = [new AbortController(), new AbortController()] as const;
    const client = fixture.client({ maxConcurrent: 1 });
    const first = client.versionByHash(sha(1), controllers[0].signal);
    const second = client.versionByHash(sha(1), controllers[1].signal);
    controllers[1].abort();
    await problemOf(second, 'cancelled');
    controllers[0].abort();
    await problemOf(first, 'cancelled');
    assert.ok(client.requestCount <= 1);
  });
});

describe('pictures', () => {
  let fixture: ClientFixture;
  beforeEach(async () => {
    fixture = await ClientFixture.open();
  });
  afterEach(() => fixture.close());
  const picture = (maxBytes = 1e6) =>
    fixture.client({ timeouts: SHORT }).picture(`${fixture.civitai.origin}/images/1.jpeg`, { maxBytes });

  it('come as they are', async () => {
    assert.deepEqual(Buffer.from(await picture()), JPEG);
  });
  it('may not be larger than allowed', async () => {
    await problemOf(picture(100), 'bad_answer');
    assert.equal(fixture.civitai.requests.length, 1);
  });
  it('are not web pages', async () => {
    fixture.civitai.fail('image', faults.maintenance());
    await problemOf(picture(), 'bad_answer');
  });
  it('that are gone, or kept from anonymous requests, say nothing of the token', async () => {
    fixture.civitai.fail('image', faults.htmlNotFound(), 1);
    fixture.civitai.fail('image', faults.unauthorized(), 1);
    await problemOf(picture(), 'not_found');
    await problemOf(picture(), 'bad_answer');
    assert.equal(fixture.civitai.requests.length, 2);
  });
  it('that stall are given up', async () => {
    fixture.civitai.fail('image', faults.stall());
    await problemOf(picture(), 'timeout');
    assert.equal(fixture.civitai.requests.length, 2);
  });
  it('are fetched from https addresses of the internet and the configured host only', async () => {
    const client = fixture.client();
    for (const url of [
      'file:///etc/passwd',
      'blob:https://civitai.com/1',
      'data:image/png;base64,AA',
      'x',
      '',
      'http://image.example/1.jpeg',
      'https://192.168.1.1/1.jpeg',
      'https://localhost/1.jpeg',
      `https://${new URL(fixture.civitai.origin).host}/images/1.jpeg`,
    ]) {
      await problemOf(client.picture(url, { maxBytes: 1e6 }), 'bad_input');
    }
    assert.equal(client.requestCount, 0);
  });

  it('waits twice for a silent server, not five times, and a batch of it is not halved', async () => {
    fixture.civitai.fail('byHashIds', { kind: 'silent' });
    const client = fixture.client({ timeouts: SHORT });
    const hashes = Array.from({ length: 8 }, (_, n) => sha(n));
    await problemOf(client.matchHashes(hashes), 'timeout');
    assert.equal(client.requestCount, 2);
  });
});
