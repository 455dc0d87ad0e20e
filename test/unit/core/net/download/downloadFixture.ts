import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { downloadRefusal } from '../../../../../src/core/civitai/downloadRefusal';
import { ByteRate } from '../../../../../src/core/net/download/byteRate';
import { downloadFile } from '../../../../../src/core/net/download/downloadFile';
import { downloadSmall, type SmallRequest } from '../../../../../src/core/net/download/downloadSmall';
import { RoomMeter } from '../../../../../src/core/files/roomMeter';
import type { DownloadDeps, FileRequest } from '../../../../../src/core/net/download/request';
import { RateControl } from '../../../../../src/core/net/rateControl';
import { HttpFixture } from '../httpFixture';
import type { Arrived, TestServer } from '../testServer';

export const MIB = 2 ** 20;

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Bytes that are no text. */
export function fileOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = (at * 2654435761) >>> 24;
  return bytes;
}

/** What a server does with a request for a file: the bytes from `from` on are asked for. */
export type Serve = (response: ServerResponse, from: number, request: Arrived) => void;

/** A server of one file, and downloads of it whose waits take no time but are recorded. */
export class DownloadFixture {
  readonly network = new HttpFixture();
  readonly waits: number[] = [];
  /** What was told: why it waits, or that bytes come. */
  readonly told: string[] = [];
  readonly rate = new RateControl(4);
  private server: TestServer | undefined;

  constructor(private readonly folder: () => string) {}

  /** @param turns what to do with each request, the last one for all that follow */
  async serve(...turns: readonly Serve[]): Promise<void> {
    this.server = await this.network.serve((request, response) => {
      const serve = turns[Math.min(this.requests.length, turns.length) - 1];
      serve?.(response, Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0), request);
    });
  }

  get requests(): readonly Arrived[] {
    return this.server?.requests ?? [];
  }

  /** From which byte on each request asked. */
  get ranges(): (string | undefined)[] {
    return this.requests.map(({ headers }) => headers.range);
  }

  get target(): string {
    return join(this.folder(), 'file.bin');
  }

  get part(): string {
    return `${this.target}.part`;
  }

  download(request: Partial<FileRequest> = {}, deps: Partial<DownloadDeps> = {}) {
    return downloadFile({ ...this.order, ...request }, { ...this.deps, ...deps });
  }

  small(request: Partial<SmallRequest> = {}, deps: Partial<DownloadDeps> = {}) {
    const roomMeter = new RoomMeter(() => 0);
    return downloadSmall({ ...this.order, ...request }, { ...this.deps, ...deps, roomMeter });
  }

  private get url(): URL {
    return new URL(`${this.server?.origin ?? 'http://127.0.0.1:1'}/file?secret=1`);
  }

  private get order(): SmallRequest {
    return {
      url: this.url,
      key: 'file',
      target: this.target,
      onWait: (why) => void this.told.push(why?.message.replace(/^127.0.0.1:\d+/, 'it') ?? 'goes on'),
    };
  }

  private get deps(): DownloadDeps {
    return {
      http: this.network.http,
      policy: this.network.policy(),
      rate: this.rate,
      byteRate: new ByteRate(
        () => 0,
        () => Promise.resolve(),
      ),
      sleep: (ms) => {
        this.waits.push(ms);
        return Promise.resolve();
      },
      reserve: () => 0,
      refusal: (answer) => downloadRefusal(answer, this.url.origin),
    };
  }

  close(): Promise<void> {
    return this.network.close();
  }
}

/** Sends the rest of a file, and says of which. @param until only the bytes before this one; the answer has no end then */
export function sendRest(file: Buffer, until?: number, etag = '"1"'): Serve {
  return (response, from) => {
    const [status, length] = from > 0 ? [206, file.length - from] : [200, file.length];
    const range = from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` };
    response.writeHead(status, { etag, 'content-length': length, ...range });
    if (until === undefined) response.end(file.subarray(from));
    else response.write(file.subarray(from, until));
  };
}
