import { resolve } from 'node:path';
import { Agent } from 'undici';
import { silentLog } from '../../src/core/log';
import { AddressGuard } from '../../src/core/net/addressGuard';
import { ByteRate } from '../../src/core/net/download/byteRate';
import type { DownloadDeps } from '../../src/core/net/download/request';
import { Http, realSleep } from '../../src/core/net/http';
import { RateControl } from '../../src/core/net/rateControl';

/** What downloads from one server need, as the extension has it, without a limit. @param origin of the server */
export function downloading(origin: string): {
  readonly deps: DownloadDeps;
  readonly close: () => Promise<void>;
} {
  const agent = new Agent();
  const http = new Http({
    dispatcher: () => Promise.resolve(agent),
    onRequest: () => undefined,
    log: silentLog,
  });
  return {
    deps: {
      http,
      policy: { guard: new AddressGuard([origin]), timeouts: { headersMs: 30_000, idleMs: 60_000 } },
      rate: new RateControl(1),
      byteRate: new ByteRate(() => 0, realSleep),
      sleep: realSleep,
      reserve: () => 0,
      workerFolder: resolve('dist'),
      refusal: () => Promise.resolve(undefined),
    },
    close: async () => {
      await http.close();
      await agent.destroy();
    },
  };
}
