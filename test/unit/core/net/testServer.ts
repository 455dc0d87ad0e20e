import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CERTIFICATE, CERTIFICATE_KEY } from '../../../fixtures/certificate';

/** A request that arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on this machine whose answers the test writes. */
export interface TestServer {
  /** `http://127.0.0.1:PORT` or `https://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly Arrived[];
  close(): Promise<void>;
}

/** Starts a server that calls `answer` once a request has arrived whole. */
export async function serve(
  answer: (request: Arrived, response: ServerResponse) => void,
  protocol: 'http' | 'https' = 'http',
): Promise<TestServer> {
  const requests: Arrived[] = [];
  const onRequest: RequestListener = (request, response) => {
    void readText(request).then(
      (body) => {
        const arrived = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body,
        };
        requests.push(arrived);
        answer(arrived, response);
      },
      () => response.destroy(),
    );
  };
  const server =
    protocol === 'http'
      ? createServer(onRequest)
      : createSecureServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${protocol}://127.0.0.1:${port}`,
    port,
    requests,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
