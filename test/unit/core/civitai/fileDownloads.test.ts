import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileOrder } from '../../../../src/core/civitai/fileDownloads';
import type { CivitaiClientOptions } from '../../../../src/core/civitai/client';
import { withFileLock } from '../../../../src/core/files/lock';
import type { ProblemCode } from '../../../../src/core/problem/codes';
import { Problem } from '../../../../src/core/problem/problem';
import { LoopbackCivitai } from '../../../civitai/server';
import { faults } from '../../../civitai/faults';
import { CivitaiClient } from '../../../../src/core/civitai/client';
import { Gate } from '../../support/gate';
import { tempFolder } from '../../support/tempFolder';
import { problemOf, TOKEN } from './clientFixture';

const MIB = 2 ** 20;
const FIRST_FILE = 8;
const FILE = Buffer.alloc(3 * MIB, 0);
for (let at = 0; at < FILE.length; at += 4) FILE.writeUInt32LE((at * 2654435761) >>> 0, at);
const OTHER = Buffer.from(FILE).fill(7, MIB);
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a download of a model file', () => {
  const folder = tempFolder();
  let storage: LoopbackCivitai;
  let civitai: LoopbackCivitai;
  let client: CivitaiClient;
  let waits: number[];

  beforeEach(async () => {
    storage = await LoopbackCivitai.start({ rejectAuthorization: true });
    civitai = await LoopbackCivitai.start({ tokens: { [TOKEN]: 'maria' }, store: storage.store, storage: storage.origin }); // prettier-ignore
    waits = [];
    client = open();
    civitai.addVersion({ versionId: 70, fileId: FIRST_FILE, bytes: FILE, fileName: 'f.safetensors' });
  });
  afterEach(async () => {
    await client.destroy();
    await Promise.all([civitai.close(), storage.close()]);
  });

  function open(options: CivitaiClientOptions = {}): CivitaiClient {
    return new CivitaiClient({
      baseUrl: civitai.baseUrl,
      token: () => Promise.resolve(TOKEN),
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      ...options,
    });
  }
  const target = () => join(folder.path, 'f.safetensors');
  const part = () => `${target()}.part`;
  const download = (more: Partial<FileOrder> = {}, of = client) =>
    of.files.model(70, FIRST_FILE, { target: target(), bytes: FILE.length, sha256: sha(FILE), ...more });
  const parts = () => storage.requests.filter(({ path }) => path.startsWith('/store/'));
  const asked = () => civitai.requests.filter(({ path }) => path.startsWith('/api/download/'));
  const names = () => readdirSync(folder.path).sort();

  /** Nothing but what is said is in the folder, and the storage has seen no token. */
  function check(...left: string[]): void {
    assert.deepEqual(names(), left);
    assert.ok(storage.requests.every(({ headers, path }) => headers.authorization === undefined && !path.includes(TOKEN))); // prettier-ignore
    for (const name of left) if (name.endsWith('.json')) assert.doesNotMatch(readFileSync(join(folder.path, name), 'utf8'), /http|Signature|secret/); // prettier-ignore
  }

  it('is redirected to its storage without the token, and verified', async () => {
    const seen: number[] = [];
    const done = await download({ onProgress: (bytes) => void seen.push(bytes) });
    assert.deepEqual(done, { path: part(), bytes: FILE.length, sha256: sha(FILE), isVerified: true });
    assert.deepEqual(readFileSync(part()), FILE);
    assert.equal(seen.at(-1), FILE.length);
    assert.equal(asked()[0]?.headers.authorization, `Bearer ${TOKEN}`);
    check('f.safetensors.part');
  });

  it('goes on where the connection broke, by an address that is asked for anew', async () => {
    storage.fail('store', faults.cut(), 1);
    await download();
    assert.deepEqual(readFileSync(part()), FILE);
    assert.equal(asked().length, 2);
    const [first, second] = parts();
    assert.equal(first?.headers.range, undefined);
    const from = Number(/^bytes=(\d+)-$/.exec(second?.headers.range ?? '')?.[1]);
    assert.ok(from > 0 && from <= FILE.length / 2, String(from));
    assert.ok(second?.headers['if-range']);
    check('f.safetensors.part');
  });

  it('goes on in another session', async () => {
    storage.fail('store', faults.cut());
    await assert.rejects(download());
    const came = readFileSync(part()).length;
    check('f.safetensors.part', 'f.safetensors.part.json');
    storage.heal();
    const another = open();
    await download({}, another);
    await another.destroy();
    assert.deepEqual(readFileSync(part()), FILE);
    assert.equal(parts().at(-1)?.headers.range, `bytes=${came}-`);
  });

  it('begins anew where the storage ignores what it is asked for, and where the file was replaced', async () => {
    storage.fail('store', faults.cut(), 1);
    storage.store.ranges = 'ignored';
    await download();
    assert.deepEqual(readFileSync(part()), FILE);
    const after = Buffer.from(FILE).fill(1);
    storage.fail('store', faults.cut());
    await assert.rejects(download({ target: join(folder.path, 'g'), sha256: sha(after) }));
    storage.heal();
    storage.store.ranges = 'right';
    storage.store.replace(70, FIRST_FILE, after);
    await download({ target: join(folder.path, 'g'), sha256: sha(after) });
    assert.deepEqual(readFileSync(join(folder.path, 'g.part')), after);
  });

  it('fails where the storage sends other parts than it is asked for, and never keeps too much', async () => {
    storage.fail('store', faults.cut());
    await assert.rejects(download());
    storage.heal();
    storage.store.ranges = 'elsewhere';
    await download();
    assert.deepEqual(readFileSync(part()), FILE);
  });

  it('is dropped by a server that stops sending, and says so after some tries', async () => {
    client = open({ timeouts: { headersMs: 1000, idleMs: 300 } });
    storage.fail('store', faults.stall(), 1);
    storage.fail('store', faults.silent());
    const problem = await problemOf(download(), 'timeout');
    assert.match(problem.message, /does not answer in time/);
    assert.ok(readFileSync(part()).length > 0);
    storage.heal();
    await download();
    assert.deepEqual(readFileSync(part()), FILE);
  });

  it('whose hash is another one is asked for once more, then kept aside; a good file stays', async () => {
    writeFileSync(target(), 'mine');
    storage.store.replace(70, FIRST_FILE, OTHER);
    const { advice } = await problemOf(download(), 'corrupted');
    assert.match(advice, /f\.safetensors\.wrong /);
    assert.equal(parts().length, 2);
    assert.deepEqual(readFileSync(`${target()}.wrong`), OTHER);
    assert.equal(readFileSync(target(), 'utf8'), 'mine');
    check('f.safetensors', 'f.safetensors.wrong', 'f.safetensors.wrong.json');
  });

  it('that was wrong is asked for again only where the user does, and nothing kept is lost', async () => {
    storage.store.replace(70, FIRST_FILE, OTHER);
    await problemOf(download(), 'corrupted');
    client = open();
    assert.match((await problemOf(download(), 'corrupted')).advice, /--again/);
    assert.equal(asked().length, 2);
    const third = Buffer.from(OTHER).fill(3);
    storage.store.replace(70, FIRST_FILE, third);
    await problemOf(download({ again: true }), 'corrupted');
    assert.equal(asked().length, 3);
    assert.deepEqual(readFileSync(`${target()}.wrong`), OTHER);
    assert.deepEqual(readFileSync(`${target()}.wrong-2`), third);
    storage.store.replace(70, FIRST_FILE, FILE);
    await problemOf(download(), 'corrupted');
    assert.equal((await download({ again: true })).isVerified, true);
    assert.equal((await download()).isVerified, true);
    check('f.safetensors.part', 'f.safetensors.wrong', 'f.safetensors.wrong-2');
  });

  it('that was wrong is another question once another hash is expected', async () => {
    storage.store.replace(70, FIRST_FILE, OTHER);
    await problemOf(download(), 'corrupted');
    assert.equal((await download({ sha256: sha(OTHER) })).isVerified, true);
  });

  it('whose second try is cut short has no third', async () => {
    storage.store.replace(70, FIRST_FILE, OTHER);
    const stop = new AbortController();
    const onProgress = () => parts().length === 2 && stop.abort();
    await problemOf(download({ signal: stop.signal, onProgress }), 'cancelled');
    client = open();
    await problemOf(download(), 'corrupted');
    const [, , rest, ...more] = parts();
    assert.match(rest?.headers.range ?? '', /^bytes=\d+-$/);
    assert.deepEqual(more, []);
  });

  it('that a look at it refuses is kept aside, at once where its hash is right', async () => {
    const looked: number[] = [];
    const look = ({ bytes }: { bytes: number }) => {
      looked.push(bytes);
      throw new Problem('bad_header', 'It is no model.', 'Try another.');
    };
    const { message, advice } = await problemOf(download({ check: look }), 'bad_header');
    assert.match(`${message} ${advice}`, /no model.*\.wrong/);
    assert.deepEqual([looked, asked().length], [[FILE.length], 1]);
    check('f.safetensors.wrong', 'f.safetensors.wrong.json');
    await problemOf(download({ check: look, sha256: undefined }), 'bad_header');
    assert.equal(asked().length, 3);
  });

  it('that was replaced between two tries is the new one', async () => {
    storage.store.replace(70, FIRST_FILE, OTHER);
    const gate = new Gate();
    const done = download({
      onProgress: (bytes) => {
        if (bytes === FILE.length && !existsSync(`${target()}.seen`)) {
          writeFileSync(`${target()}.seen`, '');
          storage.store.replace(70, FIRST_FILE, FILE);
        }
      },
    });
    gate.open();
    assert.equal((await done).isVerified, true);
    assert.equal(parts().length, 2);
  });

  it('of which no hash is known is checked by its size', async () => {
    assert.equal((await download({ sha256: undefined })).isVerified, false);
    await problemOf(download({ sha256: undefined, bytes: FILE.length + 1 }), 'corrupted');
  });

  const html = { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html>login' } as const; // prettier-ignore
  const json = (status: number, body: object) =>
    ({
      kind: 'answer',
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }) as const;
  for (const [what, fault, code, words] of [
    ['a login page', html, 'login_required', /web page in place of the file/],
    [
      'an error in place of the file',
      json(200, { error: 'Something broke' }),
      'bad_answer',
      /Something broke/,
    ],
    ['a file for those who are logged in', json(401, { error: 'Unauthorized', message: 'The creator of this asset requires you to be logged in' }), 'login_required', /logged in/], // prettier-ignore
    ['a file whose downloads are disabled', json(401, { error: 'Unauthorized', message: 'The creator has disabled downloads on this file' }), 'downloads_disabled', /disabled/], // prettier-ignore
    ['early access', json(403, { error: 'Early Access', deadline: '2027-01-02T00:00:00Z', message: 'x' }), 'early_access', /2027-01-02/], // prettier-ignore
    ['a file of others', json(403, { error: 'You do not have access to download this file' }), 'no_access', /do not have access/], // prettier-ignore
    ['a file that is gone', json(410, { error: 'Gone' }), 'not_found', /archived/],
    ['a file that is not there', json(404, { error: 'File not found' }), 'not_found', /does not have/],
    ['too many downloads', json(429, { error: "We've noticed an unusual amount of downloading" }), 'quota_reached', /refuses more downloads/], // prettier-ignore
  ] as const)
    it(`of ${what} fails at once, in words, and leaves no file`, async () => {
      civitai.fail('download', fault);
      const problem = await problemOf(download(), code satisfies ProblemCode);
      assert.match(problem.message, words);
      assert.equal(asked().length, 1);
      check();
    });

  it('waits longer and longer where it is asked to, and then goes on', async () => {
    civitai.fail('download', json(429, { error: 'Too many requests' }), 3);
    civitai.fail('download', faults.serverError(503), 1);
    const why: string[] = [];
    await download({ onWait: (problem) => void why.push(problem?.code ?? 'goes on') });
    assert.deepEqual(why, ['rate_limited', 'rate_limited', 'rate_limited', 'server_error', 'goes on']);
    assert.equal(waits.length, 4);
  });

  const expired = (status: number, body: string) =>
    ({ kind: 'answer', status, headers: { 'content-type': 'application/xml' }, body }) as const;
  for (const [status, body] of [
    [403, '<Error/>'],
    [401, ''],
    [400, '<Error><Code>ExpiredToken</Code></Error>'],
  ] as const)
    // prettier-ignore
    it(`asks at once for another address where one has expired (${status}), a few times`, async () => {
      storage.fail('store', expired(status, body), 2);
      const why: unknown[] = [];
      await download({ onWait: (problem) => why.push(problem?.code) });
      assert.deepEqual([asked().length, why, waits], [3, ['address_expired', 'address_expired', undefined], [0, 0]]); // prettier-ignore
      storage.fail('store', expired(status, body));
      const before = asked().length;
      await problemOf(download({ target: join(folder.path, 'g') }), 'address_expired');
      assert.equal(asked().length - before, 5);
    });

  for (const [what, to, requests] of [
    ['in a circle', '/api/download/models/70?secret=1', 6],
    ['into the local network', 'http://169.254.169.254/latest?secret=1', 1],
    ['to no web', 'file:///etc/passwd', 1],
  ] as const)
    it(`that is redirected ${what} fails at once, naming no query, and connects to nothing`, async () => {
      civitai.fail('download', faults.redirect(to));
      const { message } = await problemOf(download(), 'bad_answer');
      assert.match(message, new RegExp(`^${civitai.origin.replace('http://', '')}/api/download/models/70 .*redirect`)); // prettier-ignore
      assert.doesNotMatch(message, /secret|\?/);
      assert.deepEqual([asked().length, parts().length, waits], [requests, 0, []]);
      check();
    });

  it('that is redirected twelve times fails at once', async () => {
    for (let hop = 1; hop <= 12; hop++) civitai.fail('download', faults.redirect(`/api/download/models/70?fileId=8&hop=${hop}`), 1); // prettier-ignore
    assert.match((await problemOf(download(), 'bad_answer')).message, /too many redirects/);
    assert.deepEqual([asked().length, waits], [6, []]);
  });

  it('of which all came but its end is checked, not sent again', async () => {
    storage.fail('store', faults.chunked(true), 1);
    assert.equal((await download()).isVerified, true);
    assert.deepEqual(parts().map(({ headers }) => headers.range), [undefined, `bytes=${FILE.length}-`]); // prettier-ignore
    check('f.safetensors.part');
  });

  for (const validator of ['etag', 'last-modified'] as const)
    it(`begins anew where the rest is of another file by its ${validator}, whatever If-Range asked`, async () => {
      const after = Buffer.from(FILE).fill(1);
      Object.assign(storage.store, { validator, ranges: 'unconditional' });
      storage.fail('store', faults.cut());
      await assert.rejects(download());
      storage.heal();
      storage.store.replace(70, FIRST_FILE, after);
      const before = parts().length;
      await download({ sha256: undefined });
      assert.deepEqual(readFileSync(part()), after);
      const [rest, whole, ...more] = parts().slice(before).map(({ headers }) => headers.range); // prettier-ignore
      assert.match(rest ?? '', /^bytes=\d+-$/);
      assert.deepEqual([whole, more], [undefined, []]);
    });

  for (const name of ['f.safetensors.part', 'f.safetensors.part.json'])
    it(`does not follow a link that lies there as ${name}`, async () => {
      const mine = join(folder.path, 'mine');
      writeFileSync(mine, 'mine');
      symlinkSync(mine, join(folder.path, name));
      const { message } = await problemOf(download(), 'unsafe_name');
      assert.match(message, new RegExp(`^${name} .* link`));
      assert.equal(readFileSync(mine, 'utf8'), 'mine');
      assert.equal(asked().length, 0);
    });

  it('does not write into a file that has another name, too', async () => {
    const mine = join(folder.path, 'mine');
    writeFileSync(mine, 'mine');
    linkSync(mine, part());
    await download();
    assert.equal(readFileSync(mine, 'utf8'), 'mine');
  });

  it('ends with the user’s cancel, and what came stays', async () => {
    storage.fail('store', faults.stall());
    const stop = new AbortController();
    const running = download({ signal: stop.signal, onProgress: () => stop.abort() });
    await problemOf(running, 'cancelled');
    assert.ok(readFileSync(part()).length > 0);
    storage.heal();
    await download();
    assert.deepEqual(readFileSync(part()), FILE);
  });

  it('is cancelled at once while it waits for another process', async () => {
    const [gate, stop] = [new Gate(), new AbortController()];
    const other = withFileLock(part(), () => gate.pass());
    await gate.reached;
    const running = download({ signal: stop.signal });
    stop.abort();
    await problemOf(running, 'cancelled');
    gate.open();
    await other;
    assert.deepEqual([asked().length, names()], [0, []]);
  });

  it('has its name before others may work at it', async () => {
    const seen: string[] = [];
    const lock: typeof withFileLock = async (path, work) => {
      seen.push(path);
      return work(new AbortController().signal, () => Promise.resolve(true)).finally(() =>
        seen.push('released'),
      );
    };
    client = open({ downloads: { lock } });
    const place = async () => {
      await rename(part(), target());
      seen.push('placed');
    };
    await download({ place });
    assert.deepEqual(seen, [part(), 'placed', 'released']);
    check('f.safetensors');
  });

  it('that loses its lock to another process says so, and does not go on', async () => {
    let lost = new AbortController();
    const lock: typeof withFileLock = (_path, work) => work(lost.signal, () => Promise.resolve(true));
    client = open({ downloads: { lock } });
    const placed: unknown[] = [];
    const place = (each: unknown) => Promise.resolve(void placed.push(each));
    for (const at of [1, FILE.length]) {
      lost = new AbortController();
      const running = download({ place, onProgress: (bytes) => bytes >= at && lost.abort() });
      assert.match((await problemOf(running, 'locked')).message, /f\.safetensors .*another window/);
    }
    assert.deepEqual(placed, []);
  });

  it('that cannot be placed is not asked for again', async () => {
    const place = () => Promise.reject(new Problem('changed_meanwhile', 'It is there.', 'Try again.'));
    await problemOf(download({ place }), 'changed_meanwhile');
    await download();
    assert.equal(asked().length, 1);
  });

  it('does not begin where there is no room', async () => {
    client = open({ downloads: { reserve: () => Number.MAX_SAFE_INTEGER } });
    await problemOf(download(), 'disk_full');
    assert.equal(asked().length, 0);
  });

  it('comes no faster than it may', async () => {
    client = open({ downloads: { bytesPerSecond: () => MIB } });
    await download();
    const seconds = waits.reduce((sum, ms) => Math.max(sum, ms), 0) / 1000;
    assert.ok(seconds > 2 && seconds <= 3, String(seconds));
  });
});
