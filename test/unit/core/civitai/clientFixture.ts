import assert from 'node:assert/strict';
import { CivitaiClient, type CivitaiClientOptions } from '../../../../src/core/civitai/client';
import type { ProblemCode } from '../../../../src/core/problem/codes';
import { Problem } from '../../../../src/core/problem/problem';
import { LoopbackCivitai } from '../../../civitai/server';

export const TOKEN = 'a-secret-token-0123456789';

/** A loopback Civitai and a client of it whose waits take no time but are recorded. */
export class ClientFixture {
  readonly waits: number[] = [];
  readonly lines: string[] = [];
  private readonly clients: CivitaiClient[] = [];

  private constructor(readonly civitai: LoopbackCivitai) {}

  static async open(): Promise<ClientFixture> {
    return new ClientFixture(await LoopbackCivitai.start({ tokens: { [TOKEN]: 'somebody' } }));
  }

  client(options: CivitaiClientOptions = {}): CivitaiClient {
    const keep = (line: string): void => void this.lines.push(line);
    const client = new CivitaiClient({
      baseUrl: this.civitai.baseUrl,
      log: { debug: keep, info: keep, warn: keep, error: keep },
      sleep: (ms) => {
        this.waits.push(ms);
        return Promise.resolve();
      },
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.civitai.close();
  }
}

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
