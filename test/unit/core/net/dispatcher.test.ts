import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CivitaiClient } from '../../../../src/core/civitai/client';
import { AddressGuard } from '../../../../src/core/net/addressGuard';
import { createDispatcher, proxyAgentOptions } from '../../../../src/core/net/dispatcher';

describe('proxy and certificates', () => {
  it('take the setting before the environment', () => {
    const options = proxyAgentOptions(
      { proxy: 'proxy.example:8080', noProxy: ['a.example'] },
      { NO_PROXY: 'b.example' },
    );
    assert.equal(options.httpProxy, 'http://proxy.example:8080');
    assert.equal(options.httpsProxy, 'http://proxy.example:8080');
    assert.equal(options.noProxy, 'a.example,localhost,127.0.0.1,[::1]');
  });

  it('leave the proxy to the environment where there is no setting', () => {
    const options = proxyAgentOptions({ proxy: ' ' }, { no_proxy: 'b.example, c.example' });
    assert.equal('httpProxy' in options, false);
    assert.equal(options.noProxy, 'b.example,c.example,localhost,127.0.0.1,[::1]');
    assert.equal(proxyAgentOptions({}, { no_proxy: '*' }).noProxy, '*');
  });

  it('check certificates unless told otherwise, and add further authorities', () => {
    const strict = { rejectUnauthorized: true, ca: ['PEM'] };
    assert.deepEqual(proxyAgentOptions({ ca: ['PEM'] }, {}).requestTls, strict);
    assert.deepEqual(proxyAgentOptions({ ca: ['PEM'] }, {}).proxyTls, strict);
    assert.deepEqual(proxyAgentOptions({ strictSSL: false }, {}).requestTls, { rejectUnauthorized: false });
  });

  it('lead a request through the proxy', async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":5}');
    });
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const proxySettings = { proxy: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, ca: [] };
    const dispatcher = await createDispatcher(proxySettings, new AddressGuard([]));
    const client = new CivitaiClient({
      baseUrl: 'http://civitai.example/api/v1',
      dispatcher: () => Promise.resolve(dispatcher),
      sleep: () => Promise.resolve(),
    });
    try {
      await client.version(5).catch(() => undefined);
      assert.ok(asked[0]?.includes('civitai.example'), asked.join());
    } finally {
      await client.close();
      await dispatcher.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});
