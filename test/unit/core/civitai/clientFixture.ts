import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { CivitaiClient, type CivitaiClientOptions } from '../../../../src/core/civitai/client';
import type { ProblemCode } from '../../../../src/core/problem/codes';
import { Problem } from '../../../../src/core/problem/problem';
import { LoopbackCivitai } from '../../../civitai/server';
import { CERTIFICATE } from '../../../fixtures/certificate';

export const TOKEN = 'a-secret-token-0123456789';

/** A loopback Civitai and a client of it whose waits take no time but are recorded. */
export class ClientFixture {
  readonly waits: number[] = [];
  readonly lines: string[] = [];
  private readonly clients: CivitaiClient[] = [];
  private readonly agent: Agent | undefined;

  private constructor(
    readonly civitai: LoopbackCivitai,
    isSecure: boolean,
  ) {
    if (isSecure) this.agent = new Agent({ connect: { ca: CERTIFICATE, lookup: toThisMachine } });
  }

  static async open(): Promise<ClientFixture> {
    return new ClientFixture(await LoopbackCivitai.start({ tokens: { [TOKEN]: 'maria' } }), false);
  }

  /** A Civitai at `https://civitai.example`; every name leads its clients to this machine. */
  static async openSecure(): Promise<ClientFixture> {
    const options = { tokens: { [TOKEN]: 'maria' }, httpsHost: 'civitai.example' };
    return new ClientFixture(await LoopbackCivitai.start(options), true);
  }

  client(options: CivitaiClientOptions = {}): CivitaiClient {
    const { agent } = this;
    const keep = (line: string): void => void this.lines.push(line);
    const client = new CivitaiClient({
      baseUrl: this.civitai.baseUrl,
      log: { debug: keep, info: keep, warn: keep, error: keep },
      sleep: (ms) => {
        this.waits.push(ms);
        return Promise.resolve();
      },
      ...(agent && { dispatcher: () => Promise.resolve(agent) }),
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.destroy()));
    await this.agent?.destroy();
    await this.civitai.close();
  }
}

const toThisMachine: LookupFunction = (_hostname, { all }, done) => {
  if (all) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
};

/** The problem that a promise ends with; it must have this code. */
export async function problemOf(promise: Promise<unknown>, code: ProblemCode): Promise<Problem> {
  const outcome = await promise.catch((error: unknown) => error);
  assert.ok(outcome instanceof Problem, `no Problem but ${String(outcome)}`);
  assert.equal(outcome.code, code);
  return outcome;
}

/** A SHA-256 that nothing has. */
export function sha(n: number): string {
  return (n + 1).toString(16).padStart(4, '0').padEnd(64, 'a');
}
