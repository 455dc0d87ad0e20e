import assert from 'node:assert/strict';
import { RequestCounter } from '../../../../src/core/civitai/requestCounter';
import { findFileByHash } from '../../../../src/core/civitai/versionFiles';
import { faults } from '../../../civitai/faults';
import { JPEG } from '../../../civitai/pictures';
import { LoopbackCivitai } from '../../../civitai/server';
import { ClientFixture, problemOf, sha, TOKEN } from './clientFixture';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('Civitai client', () => {
  let fixture: ClientFixture;
  beforeEach(async () => {
    fixture = await ClientFixture.open();
  });
  afterEach(() => fixture.close());

  it('finds a version by any of its hashes, in any case', async () => {
    const { civitai } = fixture;
    civitai.addVersion({
      versionId: 5,
      sha256: sha(1),
      autov3: 'abcdef012345',
      hashes: { CRC32: '85114A0D' },
    });
    const client = fixture.client();
    for (const hash of [sha(1), sha(1).toUpperCase(), sha(1).slice(0, 10), 'ABCDEF012345', '85114a0d']) {
      const version = await client.versionByHash(hash);
      assert.equal(version?.id, 5);
      assert.ok(findFileByHash(version, hash));
    }
    assert.equal(client.requestCount, 5);
  });

  it('does not ask about hashes that match unrelated models', async () => {
    const client = fixture.client();
    assert.equal(await client.versionByHash('0'.repeat(64)), undefined);
    assert.equal(await client.versionByHash('E3B0C44298'), undefined);
    assert.deepEqual(await client.matchHashes(['0'.repeat(64)]), { answers: [], failed: new Map() });
    assert.deepEqual(
      await client.versionsByHashes([`e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`]),
      { answers: [], failed: new Map() },
    );
    assert.equal(fixture.civitai.requests.length, 0);
  });

  it('refuses a hash that leaves the path', async () => {
    assert.equal(await fixture.client().versionByHash('../../me?token=x'), undefined);
    assert.equal(fixture.civitai.requests.length, 0);
  });

  it('reads a JSON 404 as a miss', async () => {
    const client = fixture.client();
    assert.equal(await client.versionByHash(sha(1)), undefined);
    assert.equal(await client.version(7), undefined);
    assert.equal(await client.model(7), undefined);
    fixture.civitai.fail('byHash', {
      kind: 'answer',
      status: 404,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"Missing model file"}',
    });
    assert.equal(await client.versionByHash(sha(1)), undefined);
    assert.ok(fixture.lines.some((line) => line.startsWith('Model not found on Civitai')));
  });

  it('identifies 10,000 hashes with two requests', async () => {
    const hashes = Array.from({ length: 10_000 }, (_, n) => sha(n));
    hashes.forEach((sha256, n) => fixture.civitai.addVersion({ sha256, versionId: n + 1, modelId: n + 1 }));
    const client = fixture.client();
    const { answers: matches } = await client.matchHashes([
      ...hashes.map((hash) => hash.toUpperCase()),
      ...hashes,
      'short',
    ]);
    assert.equal(client.requestCount, 2);
    assert.equal(matches.length, 10_000);
    const byHash = new Map(matches.map(({ hash, versionId }) => [hash, versionId]));
    assert.ok(hashes.every((hash, n) => byHash.get(hash) === n + 1));
  });

  it('gets versions by the hundred, each once, without null entries', async () => {
    const hashes = Array.from({ length: 150 }, (_, n) => sha(n));
    hashes.forEach((sha256, n) =>
      fixture.civitai.addVersion({ sha256, versionId: n + 1, extraFiles: [{ sha256: sha(n + 1000) }] }),
    );
    fixture.civitai.fail('byHashBatch', faults.nullEntries());
    const client = fixture.client();
    const { answers: versions } = await client.versionsByHashes([
      ...hashes,
      ...hashes.map((_, n) => sha(n + 1000)),
      '90bffafd10',
    ]);
    assert.equal(client.requestCount, 3);
    assert.deepEqual(
      versions.map(({ id }) => id).sort((a = 0, b = 0) => a - b),
      hashes.map((_, n) => n + 1),
    );
  });

  describe('where the server fails over one of a hundred', () => {
    const hashes = Array.from({ length: 100 }, (_, n) => sha(n));
    const [broken = ''] = hashes.slice(37);
    beforeEach(() =>
      hashes.forEach((sha256, n) => fixture.civitai.addVersion({ sha256, versionId: n + 1, modelId: n + 1 })),
    );

    for (const [what, fault] of [
      ['status 500', faults.serverError()],
      ['status 400', faults.zodError()],
      ['half an answer', { kind: 'cut' } as const],
      ['a web page', faults.maintenance()],
    ] as const) {
      it(`finds the one, and the others cost some requests more: ${what}`, async () => {
        fixture.civitai.failAbout('byHashIds', broken, fault);
        const client = fixture.client();
        const { answers, failed } = await client.matchHashes(hashes);
        assert.equal(answers.length, 99);
        assert.deepEqual([...failed.keys()], [broken]);
        assert.ok(client.requestCount <= 40, `${client.requestCount} requests`);
      });
    }

    it('does so for versions and for models', async () => {
      fixture.civitai.failAbout('byHashBatch', broken, faults.serverError());
      fixture.civitai.failAbout('models', '38', faults.serverError());
      const client = fixture.client();
      const versions = await client.versionsByHashes(hashes);
      assert.deepEqual([versions.answers.length, [...versions.failed.keys()]], [99, [broken]]);
      const models = await client.models(hashes.map((_, n) => n + 1));
      assert.deepEqual([models.answers.length, [...models.failed.keys()]], [99, [38]]);
    });

    it('finds several that are spread over the whole batch', async () => {
      const spread = [5, 30, 55, 80].map((n) => hashes[n] ?? '');
      for (const each of spread) fixture.civitai.failAbout('byHashIds', each, faults.serverError());
      const { answers, failed } = await fixture.client().matchHashes(hashes);
      assert.equal(answers.length, 96);
      assert.deepEqual([...failed.keys()].sort(), [...spread].sort());
    });

    it('takes a server that answers nothing at all to be down, after few requests', async () => {
      fixture.civitai.fail('byHashIds', faults.serverError());
      const client = fixture.client();
      await problemOf(client.matchHashes(hashes), 'server_error');
      assert.ok(client.requestCount <= 20, `${client.requestCount} requests`);
    });
  });

  for (const [what, entry] of [
    ['an id that is text', { modelVersionId: '5', hash: sha(1) }],
    ['an id beyond 2^31', { modelVersionId: 2 ** 31, hash: sha(1) }],
    ['an id of 0', { modelVersionId: 0, hash: sha(1) }],
    ['no id', { hash: sha(1) }],
    ['no hash', { modelVersionId: 5 }],
    ['another hash', { modelVersionId: 5, hash: sha(9) }],
    ['null', null],
    ['a list', [[]]],
    ['a text', 'x'],
    ['a prototype', JSON.parse('{"__proto__": {"hash": "x", "modelVersionId": 1}}')],
  ] as const) {
    it(`does not take ${what} for “not on Civitai”`, async () => {
      fixture.civitai.fail('byHashIds', { kind: 'change', change: (): unknown => [entry] });
      const { answers, failed } = await fixture.client().matchHashes([sha(1)]);
      assert.deepEqual(answers, []);
      assert.equal(failed.get(sha(1))?.code, 'bad_answer');
    });
  }

  it('does not take a miss that names no hash for “not on Civitai”', async () => {
    const miss = {
      kind: 'answer',
      status: 404,
      headers: JSON_TYPE,
      body: '{"error":"Model not found"}',
    } as const;
    for (const route of ['byHashIds', 'byHashBatch', 'models'] as const) fixture.civitai.fail(route, miss);
    const client = fixture.client();
    assert.equal((await client.matchHashes([sha(1)])).failed.get(sha(1))?.code, 'bad_answer');
    assert.equal((await client.versionsByHashes([sha(1)])).failed.get(sha(1))?.code, 'bad_answer');
    assert.equal((await client.models([7])).failed.get(7)?.code, 'bad_answer');
  });

  it('does not take another version or model for the one that was asked for', async () => {
    fixture.civitai.addVersion({ versionId: 70, modelId: 7 });
    const change = (body: unknown): unknown => ({ ...(body as object), id: 71 });
    for (const route of ['version', 'model'] as const)
      fixture.civitai.fail(route, { kind: 'change', change });
    await problemOf(fixture.client().version(70), 'bad_answer');
    await problemOf(fixture.client().model(7), 'bad_answer');
  });

  it('reads no answer of millions of lists', async () => {
    const body = `[${'[],'.repeat(1_000_001)}[]]`;
    fixture.civitai.fail('byHash', { kind: 'answer', status: 200, headers: JSON_TYPE, body });
    const problem = await problemOf(fixture.client().versionByHash(sha(1)), 'bad_answer');
    assert.match(problem.message, /sent half an answer/);
  });

  it('keeps some versions of a hash that has thousands', async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => ({ modelVersionId: n + 1, hash: sha(1) }));
    fixture.civitai.fail('byHashIds', { kind: 'change', change: () => many });
    const { answers } = await fixture.client().matchHashes([sha(1)]);
    assert.equal(answers.length, 50);
  });

  it('tells several versions of one hash', async () => {
    fixture.civitai.addVersion({ sha256: sha(1), versionId: 8, modelId: 1 });
    fixture.civitai.addVersion({ sha256: sha(1), versionId: 9, modelId: 2 });
    const { answers: matches } = await fixture.client().matchHashes([sha(1)]);
    assert.deepEqual(matches.map(({ versionId }) => versionId).sort(), [8, 9]);
  });

  it('gets models of every rating by the hundred', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => n + 1);
    ids.forEach((modelId) => fixture.civitai.addVersion({ modelId, nsfwLevel: modelId % 2 ? 1 : 16 }));
    const client = fixture.client({ token: () => Promise.resolve(TOKEN) });
    const { answers: models } = await client.models([...ids, 1, 2]);
    assert.equal(models.length, 120);
    assert.equal(client.requestCount, 2, 'nextPage is not followed');
    const everything = fixture.civitai.requests.map(({ path }) => path).join('\n');
    assert.ok(!everything.includes(TOKEN));
  });

  it('answers S1-50', async () => {
    fixture.civitai.fail(
      'byHash',
      faults.change(() => ({
        id: 12345,
        modelId: 67890,
        name: 'Test Model',
        files: [{ type: 'Model', primary: true, downloadUrl: 'https://test.com' }],
      })),
    );
    fixture.civitai.addVersion({ sha256: sha(1) });
    assert.equal((await fixture.client().versionByHash(sha(1)))?.name, 'Test Model');
  });

  it('reads a version of which fields are missing', async () => {
    fixture.civitai.addVersion({ sha256: sha(1), versionId: 5 });
    fixture.civitai.fail('byHash', faults.without('files', 'images', 'trainedWords', 'model', 'stats'));
    const version = await fixture.client().versionByHash(sha(1));
    assert.equal(version?.id, 5);
    assert.equal(version.files, undefined);
  });

  it('is signed in such a way that Civitai does not regard it as a browser', async () => {
    await fixture.client().version(1);
    const agent = fixture.civitai.requests[0]?.headers['user-agent'] ?? '';
    assert.match(agent, /diffusion-workbench/);
    assert.doesNotMatch(agent, /mozilla|chrome|safari|firefox|opera|edge/i);
    assert.equal(fixture.civitai.requests[0]?.headers.authorization, undefined);
  });

  it('sends nothing while requests are off', async () => {
    const client = fixture.client({ enabled: () => false });
    await problemOf(client.versionByHash(sha(1)), 'requests_off');
    await problemOf(client.matchHashes([sha(1)]), 'requests_off');
    await problemOf(
      client.picture(`${fixture.civitai.origin}/images/1.jpeg`, { maxBytes: 1e6 }),
      'requests_off',
    );
    assert.equal(client.requestCount, 0);
    assert.equal(fixture.civitai.requests.length, 0);
  });

  it('never asks more at a time than it may', async () => {
    fixture.civitai.fail('version', faults.slow(3, 5));
    let running = 0;
    let most = 0;
    const client = fixture.client({
      maxConcurrent: 3,
      token: () => {
        most = Math.max(most, ++running);
        return Promise.resolve(undefined);
      },
      log: { debug: () => running--, info: () => {}, warn: () => {}, error: () => {} },
    });
    await Promise.all(Array.from({ length: 12 }, (_, id) => client.version(id + 1)));
    assert.equal(most, 3);
  });
});

describe('the token', () => {
  it('is as good as none where no request could carry it', async () => {
    const fixture = await ClientFixture.open();
    try {
      const client = fixture.client({ token: () => Promise.resolve('пароль') });
      assert.equal(await client.version(5), undefined);
      await problemOf(client.me(), 'invalid_token');
    } finally {
      await fixture.close();
    }
  });

  let fixture: ClientFixture;
  beforeEach(async () => {
    fixture = await ClientFixture.open();
  });
  afterEach(() => fixture.close());
  const token = () => Promise.resolve(TOKEN);

  it('is checked by asking whose it is', async () => {
    assert.deepEqual(await fixture.client({ token }).me(), { username: 'maria' });
  });

  it('is told to be invalid, although Civitai serves everything else as if there were none', async () => {
    fixture.civitai.addVersion({ versionId: 5 });
    const client = fixture.client({ token: () => Promise.resolve('another-token') });
    assert.equal((await client.version(5))?.id, 5);
    const problem = await problemOf(client.me(), 'invalid_token');
    assert.equal(problem.message, 'Invalid API key.');
    await problemOf(fixture.client().me(), 'invalid_token');
  });

  it('goes in the header only, and into no log line', async () => {
    fixture.civitai.fail('model', faults.serverError(), 1);
    const client = fixture.client({ token });
    await client.model(1);
    await client.me();
    assert.ok(fixture.civitai.requests.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`));
    assert.ok(fixture.civitai.requests.every(({ path }) => !path.includes(TOKEN)));
    assert.ok(fixture.lines.length > 3);
    assert.ok(!fixture.lines.join('\n').includes(TOKEN));
  });

  it('stays with a redirect on the same host', async () => {
    fixture.civitai.addVersion({ modelId: 3, versionId: 5 });
    fixture.civitai.fail('version', faults.redirect('/api/v1/model-versions/5?moved', 301), 1);
    await fixture.client({ token }).version(5);
    assert.deepEqual(
      fixture.civitai.requests.map(({ path, headers }) => [path, headers.authorization]),
      [
        ['/api/v1/model-versions/5', `Bearer ${TOKEN}`],
        ['/api/v1/model-versions/5?moved', `Bearer ${TOKEN}`],
      ],
    );
  });

  it('is not sent for a picture', async () => {
    await fixture.client({ token }).picture(`${fixture.civitai.origin}/images/1.jpeg`, { maxBytes: 1e6 });
    assert.equal(fixture.civitai.requests[0]?.headers.authorization, undefined);
  });

  it('is not sent over plain http beyond this machine', async () => {
    for (const baseUrl of ['http://civitai.example/api/v1', 'http://127.0.0.1.example/api/v1']) {
      const client = fixture.client({ token, baseUrl });
      await problemOf(client.version(1), 'bad_input');
      assert.equal(client.requestCount, 0);
    }
  });
});

describe('a Civitai that redirects', () => {
  let fixture: ClientFixture;
  let other: LoopbackCivitai;
  const token = () => Promise.resolve(TOKEN);
  afterEach(async () => {
    await fixture.close();
    await other.close();
  });

  /** A Civitai over https that answers the first question with a redirect there. */
  async function redirecting(to: LoopbackCivitai): Promise<void> {
    other = to;
    other.addVersion({ versionId: 5 });
    fixture = await ClientFixture.openSecure();
    fixture.civitai.fail('version', faults.redirect(`${other.baseUrl}/model-versions/5`));
    fixture.civitai.fail('image', faults.redirect(`${other.origin}/images/2.jpeg`));
  }

  it('to another host is followed without the token', async () => {
    await redirecting(
      await LoopbackCivitai.start({ httpsHost: 'storage.example', rejectAuthorization: true }),
    );
    const client = fixture.client({ token });
    assert.equal((await client.version(5))?.id, 5);
    assert.equal(fixture.civitai.requests[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(other.requests.length, 1);
    assert.equal(other.requests[0]?.headers.authorization, undefined);
    assert.equal(client.requestCount, 2);
    assert.deepEqual(
      Buffer.from(await client.picture(`${fixture.civitai.origin}/images/1.jpeg`, { maxBytes: 1e6 })),
      JPEG,
    );
  });

  it('to plain http, or into the local network, is not followed', async () => {
    // An address of this machine is both.
    await redirecting(await LoopbackCivitai.start());
    const client = fixture.client({ token });
    await problemOf(client.version(5), 'bad_answer');
    const picture = client.picture(`${fixture.civitai.origin}/images/1.jpeg`, { maxBytes: 1e6 });
    await problemOf(picture, 'bad_answer');
    assert.equal(client.requestCount, 2, 'asking again is in vain');
    assert.equal(other.requests.length, 0);
  });
});

describe('the clients of one program', () => {
  let fixture: ClientFixture;
  beforeEach(async () => {
    fixture = await ClientFixture.open();
  });
  afterEach(() => fixture.close());

  it('count their requests together where they are given one counter', async () => {
    const requests = new RequestCounter();
    const [before, after] = [fixture.client({ requests }), fixture.client({ requests })];
    await before.version(1);
    await before.close();
    await after.version(1);
    assert.equal(after.requestCount, 2);
    assert.equal(fixture.client().requestCount, 0);
  });

  it('finish what is under way when they are closed, and accept nothing new', async () => {
    fixture.civitai.addVersion({ versionId: 5 });
    fixture.civitai.fail('version', faults.tooMany(7), 1);
    const client = fixture.client();
    const asked = client.version(5);
    const closing = client.close();
    await problemOf(client.version(5), 'ended');
    assert.equal((await asked)?.id, 5, 'after a try that failed');
    await closing;
    await problemOf(client.me(), 'ended');
    assert.equal(client.requestCount, 2);
  });
});
