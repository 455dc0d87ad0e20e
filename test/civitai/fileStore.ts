import type { IncomingHttpHeaders } from 'node:http';
import type { RightAnswer } from './faults';

/** A file that can be downloaded. */
export interface StoredFile {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly needsLogin: boolean;
}

/** The storage behind Civitai: signed addresses that only hold for a while, ranges, and no token. */
export class FileStore {
  private readonly files = new Map<string, StoredFile>();
  /** What the storage makes of a request for a part of a file. */
  ranges: 'right' | 'ignored' | 'elsewhere' | 'unconditional' = 'right';
  /** What tells that a file is another one. */
  validator: 'etag' | 'last-modified' = 'etag';
  private signatures = 0;
  private valid = new Set<string>();

  add(versionId: number, fileId: number, file: StoredFile): void {
    this.files.set(`${versionId}/${fileId}`, file);
  }

  /** Another file takes the place of one. */
  replace(versionId: number, fileId: number, bytes: Uint8Array): void {
    const file = this.files.get(`${versionId}/${fileId}`);
    if (file) this.files.set(`${versionId}/${fileId}`, { ...file, bytes });
  }

  /** Every address that was given holds no longer. */
  expire(): void {
    this.valid.clear();
  }

  /** What `GET /api/download/models/{version}` answers: where the file is. */
  resolve(versionId: number, fileId: string | null, isLoggedIn: boolean, storage: string): RightAnswer {
    const key = [...this.files.keys()].find(
      (each) => each === `${versionId}/${fileId}` || (fileId === null && each.startsWith(`${versionId}/`)),
    );
    const file = key === undefined ? undefined : this.files.get(key);
    if (key === undefined || !file) return json(404, { error: 'File not found' });
    if (file.needsLogin && !isLoggedIn)
      return json(401, {
        error: 'Unauthorized',
        message: 'The creator of this asset requires you to be logged in to download it',
      });
    const signature = `s${++this.signatures}`;
    this.valid.add(signature);
    const location = `${storage}/store/${key}?X-Amz-Signature=${signature}`;
    return { status: 307, headers: { location, 'cache-control': 'no-store' }, body: Buffer.alloc(0) };
  }

  /** What the storage itself answers. */
  serve(url: URL, headers: IncomingHttpHeaders): RightAnswer {
    const file = this.files.get(url.pathname.replace('/store/', ''));
    if (!file) return xml(404, 'NoSuchKey');
    if (headers.authorization !== undefined) return xml(400, 'InvalidArgument');
    if (!this.valid.has(url.searchParams.get('X-Amz-Signature') ?? '')) return xml(403, 'ExpiredToken');
    const { bytes, name } = file;
    const seed = bytes[bytes.length - 1] ?? 0;
    const validator =
      this.validator === 'etag' ? `"${bytes.length}-${seed}"` : new Date(seed * 86_400_000).toUTCString();
    const shared = {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'accept-ranges': 'bytes',
      [this.validator]: validator,
    };
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? -1);
    const condition = headers['if-range'];
    const isSame = condition === undefined || condition === validator || this.ranges === 'unconditional';
    if (start < 0 || !isSame || this.ranges === 'ignored')
      return { status: 200, headers: shared, body: bytes };
    if (start >= bytes.length)
      return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` }, body: Buffer.alloc(0) };
    if (this.ranges === 'elsewhere')
      return {
        status: 206,
        headers: { ...shared, 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` },
        body: bytes,
      };
    const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
    return { status: 206, headers: { ...shared, 'content-range': range }, body: bytes.subarray(start) };
  }
}

const json = (status: number, body: unknown): RightAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: Buffer.from(JSON.stringify(body)),
});

const xml = (status: number, code: string): RightAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<Error><Code>${code}</Code></Error>`),
});
