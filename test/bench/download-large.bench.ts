// A file of 4 GiB and a byte, of which the line is cut just before the byte that 32 bits cannot count: it has to go on from
// there, and to be right.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { downloadFile } from '../../src/core/net/download/downloadFile';
import { downloading } from './downloading';
import { printRow } from './rows';
import { withTempFolder } from './tempFolder';

const BYTES = 2 ** 32 + 1;
const CUT_AT = 2 ** 32 - 1;
const BLOCK = Buffer.alloc(2 ** 20, 'diffusion');

/** The bytes of the file from one place to another, without a file. */
function* contents(from: number, to: number): Generator<Buffer> {
  for (let at = from; at < to;) {
    const offset = at % BLOCK.length;
    const block = BLOCK.subarray(offset, Math.min(BLOCK.length, offset + to - at));
    at += block.length;
    yield block;
  }
}

/** @param asked gets the first byte of each request */
async function serve(asked: number[]): Promise<Server> {
  const server = createServer((request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    asked.push(from);
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': BYTES - from,
      etag: '"1"',
      ...(from > 0 && { 'content-range': `bytes ${from}-${BYTES - 1}/${BYTES}` }),
    });
    const to = from < CUT_AT ? CUT_AT : BYTES;
    void pipeline(contents(from, to), response, { end: to === BYTES })
      .then(() => to < BYTES && response.destroy())
      .catch(() => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function digest(blocks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of blocks) hash.update(block);
  return hash.digest('hex');
}

void withTempFolder(async (folder) => {
  const asked: number[] = [];
  const server = await serve(asked);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { deps, close } = downloading(origin);
  const sha256 = await digest(contents(0, BYTES));
  const start = performance.now();
  const target = join(folder, 'large.bin');
  const part = await downloadFile({ url: new URL(origin), key: 'bench', target, bytes: BYTES, sha256 }, deps);
  const took = (performance.now() - start) / 1000;
  await close();
  server.close();
  const isRight =
    statSync(part.path).size === BYTES && (await digest(createReadStream(part.path))) === sha256;
  printRow('4 GiB + 1 byte, cut at 4 GiB - 1: right', Number(isRight), '', { atLeast: 1 });
  printRow('  requests', asked.length, '', { atLeast: 2 });
  printRow('  bytes that were asked for twice', CUT_AT - (asked.at(-1) ?? 0), '', { atMost: 0 });
  printRow('  all of it', took, 's');
});
