import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { Agent } from 'undici';
import { AddressGuard } from '../../../../src/core/net/addressGuard';
import {
  guardedConnector,
  LocalAddressError,
  publicLookup,
  type LookupAll,
} from '../../../../src/core/net/guardedConnector';
import { Http } from '../../../../src/core/net/http';
import { silentLog } from '../../../../src/core/log';
import { CERTIFICATE } from '../../../fixtures/certificate';
import { problemOf } from '../civitai/clientFixture';
import { get, TIMEOUTS } from './httpFixture';
import { serve, type TestServer } from './testServer';

/** A DNS in which every name has these addresses. */
function dns(...addresses: string[]): LookupAll {
  return (_hostname, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
}

describe('names of the local network', () => {
  const resolve = (lookupAll: LookupAll, all: boolean) =>
    new Promise<string | LookupAddress[]>((done, fail) => {
      publicLookup(lookupAll)('a.example', { all }, (error, found) => (error ? fail(error) : done(found)));
    });

  it('are found by the addresses that they resolve to', async () => {
    await assert.rejects(resolve(dns('192.168.1.1', '::1'), true), LocalAddressError);
    await assert.rejects(resolve(dns('::ffff:127.0.0.1'), false), LocalAddressError);
  });

  it('keep their public addresses', async () => {
    const mixed = dns('fd00::1', '8.8.8.8', '10.0.0.1');
    assert.deepEqual(await resolve(mixed, true), [{ address: '8.8.8.8', family: 4 }]);
    assert.equal(await resolve(mixed, false), '8.8.8.8');
  });

  it('that nothing resolves fail as they did', async () => {
    const unknown = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    await assert.rejects(
      resolve((_hostname, _options, done) => done(unknown, []), true),
      unknown,
    );
  });
});

describe('a direct connection', () => {
  let server: TestServer;
  let agent: Agent | undefined;
  beforeEach(async () => {
    server = await serve((_request, response) => response.end('device'), 'https');
  });
  afterEach(async () => {
    await agent?.destroy();
    await server.close();
  });

  /** Opens `https://storage.example`, which is this machine, trusting an origin. */
  async function open(trusted: string): Promise<number> {
    const guard = new AddressGuard([trusted]);
    agent = new Agent({ connect: await guardedConnector(guard, { ca: CERTIFICATE }, dns('127.0.0.1')) });
    const dispatcher = agent;
    const http = new Http({
      dispatcher: () => Promise.resolve(dispatcher),
      onRequest: () => {},
      log: silentLog,
    });
    const request = get(`https://storage.example:${server.port}/`);
    const answer = await http.open(request, { guard, timeouts: TIMEOUTS });
    answer.body.cancel();
    return answer.status;
  }

  it('is not made to a public name of a local address', async () => {
    await problemOf(open(`https://storage.example:${server.port + 1}`), 'bad_input');
    assert.equal(server.requests.length, 0);
  });

  it('is made there when the user configured that very origin', async () => {
    assert.equal(await open(`https://storage.example:${server.port}`), 200);
  });
});
