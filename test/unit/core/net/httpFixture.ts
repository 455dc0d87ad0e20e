import { Agent } from 'undici';
import type { ServerResponse } from 'node:http';
import { AddressGuard } from '../../../../src/core/net/addressGuard';
import { Http, type HttpRequest } from '../../../../src/core/net/http';
import type { Policy, SendPolicy, Timeouts } from '../../../../src/core/net/policy';
import { RateControl } from '../../../../src/core/net/rateControl';
import { CERTIFICATE } from '../../../fixtures/certificate';
import { serve, type Arrived, type TestServer } from './testServer';

export const TIMEOUTS: Timeouts = { headersMs: 20_000, idleMs: 20_000 };

/** Servers of a test, and a network of one connection a server whose waits take no time. */
export class HttpFixture {
  requestCount = 0;
  private readonly servers: TestServer[] = [];
  private readonly agent = new Agent({ connections: 1, connect: { ca: CERTIFICATE } });
  readonly http = new Http({
    dispatcher: () => Promise.resolve(this.agent),
    onRequest: () => this.requestCount++,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    sleep: () => Promise.resolve(),
  });

  async serve(
    answer: (request: Arrived, response: ServerResponse) => void,
    protocol?: 'http' | 'https',
  ): Promise<TestServer> {
    const server = await serve(answer, protocol);
    this.servers.push(server);
    return server;
  }

  /** A policy that trusts all servers of the test. */
  policy(more: Partial<Policy> = {}): Policy {
    const guard = new AddressGuard(this.servers.map(({ origin }) => origin));
    return { guard, timeouts: TIMEOUTS, ...more };
  }

  sendPolicy(more: Partial<SendPolicy> = {}): SendPolicy {
    return { ...this.policy(), rate: new RateControl(5), retries: 2, maxBytes: 1000, ...more };
  }

  async close(): Promise<void> {
    await this.http.destroy();
    await this.agent.destroy();
    await Promise.all(this.servers.map((server) => server.close()));
  }
}

/** A GET of this address. */
export function get(address: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { url: new URL(address), label: 'test', ...more };
}

/** A promise and what resolves it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
