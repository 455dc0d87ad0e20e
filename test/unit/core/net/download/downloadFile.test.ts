import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Agent } from 'undici';
import type { StartTimer } from '../../../../../src/core/net/download/stall';
import { Http } from '../../../../../src/core/net/http';
import { tempFolder } from '../../../support/tempFolder';
import { problemOf } from '../../civitai/clientFixture';
import { DownloadFixture, fileOf, MIB, sendRest, sha256, type Serve } from './downloadFixture';

describe('a download from a server', () => {
  const folder = tempFolder();
  const FILE = fileOf(3 * MIB);
  let fixture: DownloadFixture;
  beforeEach(() => {
    fixture = new DownloadFixture(() => folder.path);
  });
  afterEach(() => fixture.close());

  describe('that stops sending', () => {
    /** Lets all time pass as soon as so many bytes have come. */
    function silentFrom(...bytes: readonly number[]) {
      let came = 0;
      const startTimer: StartTimer = (_ms, onTime) => {
        const timer = bytes.includes(came) ? setImmediate(onTime) : undefined;
        return () => clearImmediate(timer);
      };
      return { startTimer, onProgress: (all: number) => void (came = all) };
    }

    it('is shown, asked for the rest, and gets as many requests as before', async () => {
      await fixture.serve(sendRest(FILE, MIB), sendRest(FILE));
      const { startTimer, onProgress } = silentFrom(MIB);
      await fixture.download({ onProgress, sha256: sha256(FILE) }, { startTimer });
      assert.deepEqual(readFileSync(fixture.part), FILE);
      assert.deepEqual(fixture.told, ['it sends nothing for now.', 'it stopped sending.', 'goes on']);
      assert.deepEqual(fixture.ranges, [undefined, `bytes=${MIB}-`]);
      assert.equal(fixture.rate.concurrency, 4);
    });

    it('has failed after three times without a byte more, and each byte more counts', async () => {
      const stops = [sendRest(FILE, MIB), sendRest(FILE, MIB), sendRest(FILE, 2 * MIB)];
      await fixture.serve(...stops, sendRest(FILE, 2 * MIB));
      const { startTimer, onProgress } = silentFrom(MIB, 2 * MIB);
      const { message } = await problemOf(fixture.download({ onProgress }, { startTimer }), 'timeout');
      assert.match(message, /stopped sending/);
      assert.deepEqual(fixture.ranges, [undefined, `bytes=${MIB}-`, `bytes=${MIB}-`, `bytes=${2 * MIB}-`, `bytes=${2 * MIB}-`]); // prettier-ignore
      assert.equal(statSync(fixture.part).size, 2 * MIB);
    });
  });

  describe('whose lock', () => {
    const { XDG_CACHE_HOME } = process.env;
    const cache = () => join(folder.path, 'cache');
    beforeEach(() => void (process.env.XDG_CACHE_HOME = cache()));
    afterEach(() => {
      if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
      else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
    });

    for (const [what, isTaken] of [
      ['is deleted', false],
      ['is taken by another process', true],
    ] as const)
      it(`${what} behind the last byte, is not given its name`, async function () {
        if (process.platform !== 'linux') this.skip();
        await fixture.serve(sendRest(FILE));
        let isPlaced = false;
        const check = () => {
          const locks = join(cache(), 'diffusion-workbench/locks');
          const [lock = ''] = readdirSync(locks);
          rmSync(join(locks, lock), { recursive: true });
          if (isTaken) mkdirSync(join(locks, lock));
        };
        const place = () => Promise.resolve(void (isPlaced = true));
        const { message } = await problemOf(fixture.download({ check, place, sha256: sha256(FILE) }), 'locked'); // prettier-ignore
        assert.match(message, /file\.bin .*another window/);
        assert.equal(isPlaced, false);
        assert.deepEqual(readFileSync(fixture.part), FILE);
      });
  });

  it('that wants fewer requests waits 1, 2, 4 s, less by chance; its host alone gets fewer', async () => {
    const tooMany: Serve = (response) => response.writeHead(429).end();
    await fixture.serve(tooMany, tooMany, tooMany, sendRest(FILE));
    await fixture.download({ sha256: sha256(FILE) });
    for (const [index, ms] of fixture.waits.entries())
      assert.ok(ms >= 500 * 2 ** index && ms <= 1000 * 2 ** index, String(ms));
    assert.deepEqual(fixture.told, [...Array<string>(3).fill('it asks for fewer requests.'), 'goes on']);
    assert.equal(fixture.rate.concurrency, 1);
  });

  it('that says how long to wait is waited for as long', async () => {
    await fixture.serve((response) => response.writeHead(429, { 'retry-after': '7' }).end(), sendRest(FILE));
    await fixture.download();
    assert.deepEqual(fixture.waits, [7000]);
  });

  it('ends where others fill the drive meanwhile, and goes on from there', async () => {
    const large = fileOf(20 * MIB);
    await fixture.serve(sendRest(large));
    const asked: number[] = [];
    let came = 0;
    const freeBytes = () => {
      asked.push(came);
      return Promise.resolve(asked.length < 4 ? 21 * MIB : 3 * MIB);
    };
    const onProgress = (bytes: number) => void (came = bytes);
    const request = { bytes: large.length, sha256: sha256(large), onProgress };
    const deps = { freeBytes, reserve: () => MIB };
    const { message } = await problemOf(fixture.download(request, deps), 'disk_full');
    assert.match(message, /3\.1 MB are free/);
    const { size } = statSync(fixture.part);
    assert.equal(size, came);
    assert.ok(
      asked.every((bytes, index) => bytes - (asked[index - 1] ?? 0) < 9 * MIB),
      String(asked),
    );
    await fixture.download(request);
    assert.deepEqual(readFileSync(fixture.part), large);
    assert.deepEqual(fixture.ranges, [undefined, `bytes=${size}-`]);
  });

  it('that ends early with a clean end is asked for the rest, and for nothing twice', async () => {
    const early: Serve = (response, from, request) => {
      sendRest(FILE, 2 * MIB)(response, from, request);
      response.write('', () => response.socket?.end());
    };
    await fixture.serve(early, sendRest(FILE));
    await fixture.download({ sha256: sha256(FILE) });
    assert.deepEqual(fixture.ranges, [undefined, `bytes=${2 * MIB}-`]);
    assert.equal(fixture.requests[1]?.headers['if-range'], '"1"');
    assert.deepEqual(readFileSync(fixture.part), FILE);
  });

  for (const [what, range] of [
    ['begins elsewhere', `bytes 0-${FILE.length - 1}/${FILE.length}`],
    ['is of a longer file', `bytes ${MIB}-${FILE.length - 1}/${FILE.length + 1}`],
  ] as const)
    it(`whose rest ${what} is asked for all again twice, then it has failed`, async () => {
      await fixture.serve((response, from, request) => {
        if (from > 0) response.writeHead(206, { etag: '"1"', 'content-range': range }).end(FILE);
        else {
          sendRest(FILE, MIB)(response, from, request);
          response.write('', () => response.destroy());
        }
      });
      let largest = 0;
      const onProgress = (bytes: number) => void (largest = Math.max(largest, bytes));
      const { message } = await problemOf(fixture.download({ onProgress }), 'bad_answer');
      assert.match(message, /half an answer|another part/);
      assert.equal(fixture.ranges.filter((asked) => asked === undefined).length, 3);
      assert.ok(largest <= FILE.length && statSync(fixture.part).size <= FILE.length);
    });

  for (const [what, text, code, words] of [
    [
      'JSON',
      '{"error":"Something\\u0007 broke"}',
      'bad_answer',
      /text in place of file\.bin: Something\\u0007 broke/,
    ],
    ['JSON that says nothing', '[{}]', 'bad_answer', /text in place of file\.bin\./],
    ['a web page', '\ufeff \n<!DOCTYPE html><p>', 'html', /a web page in place of file\.bin/],
  ] as const)
    it(`that sends ${what} in place of a model has failed at once, whatever type it says`, async () => {
      await fixture.serve((response) => response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(text)); // prettier-ignore
      const { message } = await problemOf(fixture.download({ neverText: true }), code);
      assert.match(message, words);
      assert.deepEqual([fixture.requests.length, readdirSync(folder.path)], [1, []]);
    });

  for (const size of [0, 1, MIB, MIB + 1])
    for (const how of ['with its length', 'in pieces of which nobody knows how many'])
      it(`brings a file of ${size} bytes, ${how}`, async () => {
        const file = fileOf(size);
        await fixture.serve((response) => {
          if (how === 'with its length') response.setHeader('content-length', size);
          response.write(file.subarray(0, 1));
          response.end(file.subarray(1));
        });
        for (const request of [{ sha256: sha256(file) }, { bytes: size }]) {
          const { bytes, isVerified } = await fixture.download(request);
          assert.deepEqual([bytes, isVerified], [size, 'sha256' in request]);
          assert.deepEqual(readFileSync(fixture.part), file);
        }
        assert.deepEqual(readdirSync(folder.path), ['file.bin.part']);
      });

  it('that sends far more than the file has, and does not say how much, is not listened to', async () => {
    await fixture.serve((response) => {
      response.write(fileOf(4 * MIB));
      response.end();
    });
    const { message } = await problemOf(fixture.download({ bytes: 1000 }), 'bad_answer');
    assert.match(message, /sent more/);
    assert.ok(!existsSync(fixture.part) || statSync(fixture.part).size <= MIB + 1000);
  });

  it('that sends a large file has it hashed on a thread, which goes on with what is there', async () => {
    const large = fileOf(33 * MIB);
    const hangUp: Serve = (response, from, request) => {
      sendRest(large, 20 * MIB)(response, from, request);
      response.write('', () => response.socket?.end());
    };
    await fixture.serve(hangUp, sendRest(large));
    const stop = new AbortController();
    const request = { bytes: large.length, sha256: sha256(large) };
    const deps = { workerFolder: resolve('dist') };
    const onWait = () => stop.abort();
    await problemOf(fixture.download({ ...request, onWait, signal: stop.signal }, deps), 'cancelled');
    assert.equal((await fixture.download(request, deps)).isVerified, true);
    assert.deepEqual(fixture.ranges, [undefined, `bytes=${20 * MIB}-`]);
  });

  it('whose thread cannot be started has failed, and does not wait for ever', async () => {
    await fixture.serve(sendRest(FILE));
    await assert.rejects(fixture.download({ bytes: 64 * MIB }, { workerFolder: folder.path }), /failed/);
  });

  describe('that cannot be reached', () => {
    const failure = (message: string, code: string) => Object.assign(new Error(message), { code });
    for (const [what, error, words] of [
      ['since nobody knows its name', failure('getaddrinfo', 'ENOTFOUND'), /cannot be reached/],
      ['since it refuses', failure('connect', 'ECONNREFUSED'), /cannot be reached/],
      [
        'by a certificate',
        failure('self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
        /certificate .* not trusted/,
      ],
      ['by TLS', failure('wrong version', 'ERR_SSL_WRONG_VERSION_NUMBER'), /No secure connection/],
    ] as const)
      it(`has failed, in words: ${what}`, async () => {
        const agent = new Agent({ connect: (_options, callback) => callback(error, null) });
        const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
        let requests = 0;
        const http = new Http({ dispatcher: () => Promise.resolve(agent), onRequest: () => requests++, log });
        await fixture.serve(sendRest(FILE));
        const { message, advice } = await problemOf(fixture.download({}, { http }), 'offline');
        assert.match(message, words);
        assert.match(advice, /proxy/);
        assert.deepEqual([requests, readdirSync(folder.path)], [1, []]);
        await http.destroy();
        await agent.destroy();
      });
  });
});
