// How fast a large file comes over loopback, hashed and safe on the disk, beside curl, which does neither.
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { downloadFile } from '../../src/core/net/download/downloadFile';
import { downloading } from './downloading';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const BYTES = 2 * GIB;
const ROUNDS = 3;

/** In a process of its own, as on the other end of a line. */
function serve(): void {
  const block = randomBytes(MIB);
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': BYTES, etag: '"1"', connection: 'close' });
    let sent = 0;
    const more = (): void => {
      while (sent < BYTES) {
        sent += MIB;
        if (!response.write(block)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

/** GiB/s of work that goes through the file. */
async function rate(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return BYTES / GIB / ((performance.now() - start) / 1000);
}

/** The one-core limit: no download that is checked is faster. */
function hashLimit(): Promise<number> {
  const block = randomBytes(MIB);
  return rate(() => {
    const hash = createHash('sha256');
    for (let bytes = 0; bytes < BYTES; bytes += MIB) hash.update(block);
    hash.digest();
  });
}

function sync(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

async function compare(folder: string, origin: string): Promise<void> {
  const { deps, close } = downloading(origin);
  const curled = join(folder, 'curled.bin');
  const curl = () => void execFileSync('curl', ['-sS', '-o', curled, origin], { stdio: 'inherit' });
  const download = () =>
    downloadFile(
      { url: new URL(origin), key: 'bench', target: join(folder, 'ours.bin'), bytes: BYTES },
      deps,
    );
  /** What the client takes from the line, when nothing is done with it: no download by it is faster. */
  const read = async () => {
    const { body } = await deps.http.open({ url: new URL(origin), label: 'bench' }, deps.policy);
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.length;
    if (bytes !== BYTES) throw new Error(`${bytes} bytes came.`);
  };
  const ways = {
    'one-core limit of SHA-256': hashLimit,
    'curl, not hashed, not synced': () => rate(curl),
    'curl, then fsync': () =>
      rate(() => {
        curl();
        sync(curled);
      }),
    'read by the client alone': () => rate(read),
    'download, hashed and synced': () => rate(download),
  };
  const rates = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, way] of Object.entries(ways)) {
      rates.set(name, [...(rates.get(name) ?? []), await way()]);
      for (const left of ['curled.bin', 'ours.bin.part']) rmSync(join(folder, left), { force: true });
    }
  const of = (name: keyof typeof ways) => median(rates.get(name) ?? []);
  for (const name of rates.keys()) printRow(name, of(name as keyof typeof ways), 'GiB/s');
  const ours = of('download, hashed and synced');
  printRow('download / curl, not synced', ours / of('curl, not hashed, not synced'), '');
  printRow('download / curl, then fsync', ours / of('curl, then fsync'), '', { atLeast: 0.9 });
  printRow('download / read by the client alone', ours / of('read by the client alone'), '', {
    atLeast: 0.9,
  });
  await close();
}

async function main(): Promise<void> {
  const server: ChildProcess = fork(__filename, ['serve']);
  const [port] = (await once(server, 'message')) as [number];
  try {
    await withTempFolder((folder) => compare(folder, `http://127.0.0.1:${port}`));
  } finally {
    server.kill();
  }
}

if (process.argv.includes('serve')) serve();
else void main();
