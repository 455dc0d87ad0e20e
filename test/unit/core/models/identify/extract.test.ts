import assert from 'node:assert/strict';
import { truncate } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Log } from '../../../../../src/core/log';
import {
  extractBatch,
  extractMetadata,
  type Extracted,
  type ExtractDeps,
} from '../../../../../src/core/models/identify/extract';
import type { Hasher } from '../../../../../src/core/models/hashing/hasher';
import type { ModelFile } from '../../../../../src/core/models/modelFile';
import { readSidecar } from '../../../../../src/core/models/sidecar/store';
import type { Progress } from '../../../../../src/core/progress/progress';
import { HTML_PAGE, makeCheckpoint, sha256 } from '../../../../fixtures/makeModels';
import { TestLibrary } from '../../../support/testLibrary';

describe('extracting metadata', () => {
  let library: TestLibrary;
  let logged: string[];
  beforeEach(async () => {
    library = await TestLibrary.make();
    logged = [];
  });
  afterEach(async () => library.remove());

  const parts = async (): Promise<ExtractDeps> => {
    const note =
      (level: string) =>
      (message: string): void =>
        void logged.push(`${level}: ${message}`);
    const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
    const services = library.open();
    const { civitai, requestCount } = services.network;
    return { ...(await services.models()), civitai, requestCount, log };
  };
  const published = async (
    name: string,
    seed: Parameters<TestLibrary['publish']>[1] = {},
  ): Promise<ModelFile> => {
    const bytes = makeCheckpoint(name);
    library.publish(bytes, seed);
    return library.write(name, bytes);
  };

  it('waits for a silent server once, not once a file', async () => {
    const files = await Promise.all(Array.from({ length: 8 }, (_, n) => published(`model${n}.safetensors`)));
    library.civitai.fail('byHash', { kind: 'silent' });
    const timeouts = { headersMs: 200, idleMs: 200 };
    const services = library.open(() => ({ timeouts, maxConcurrent: 1 }));
    const deps = { ...(await parts()), civitai: services.network.civitai };
    assert.deepEqual(await extractBatch(files, deps), []);
    // Five files are under way when the first of them gives up.
    assert.ok(library.requests('by-hash').length <= 10, library.requests().join(', '));
  });

  it('gives the keys of the document, no more and no less (S1-22…34, S1-50)', async () => {
    const file = await published('model.safetensors', {
      versionId: 12345,
      modelId: 67890,
      versionName: 'Test Model',
      versionDescription: '<p>words</p>',
      trainedWords: ['one', 'two'],
      nsfwLevel: 2,
    });
    const url = 'https://test.com/';
    library.civitai.fail('byHash', {
      kind: 'change',
      change: (body) => {
        const { files, ...version } = body as { files: object[] };
        const dates = { createdAt: '2024-01-01T00:00:00.000Z', updatedAt: '2024-02-02T00:00:00.000Z' };
        return {
          ...version,
          ...dates,
          files: [{ ...files[0], id: 7, name: 'x.safetensors', sizeKB: 1.5, downloadUrl: url }],
        };
      },
    });
    assert.deepEqual(await extractMetadata(file, await parts()), {
      file_path: file.path,
      model_hash: sha256(makeCheckpoint('model.safetensors')),
      model_id: 67890,
      version_id: 12345,
      name: 'Test Model',
      description: '<p>words</p>',
      nsfw_level: 2,
      trained_words: ['one', 'two'],
      base_model: 'SDXL 1.0',
      base_model_type: 'Standard',
      created_at: '2024-01-01T00:00:00.000Z',
      updated_at: '2024-02-02T00:00:00.000Z',
      download_urls: [url],
      file_info: { id: 7, name: 'x.safetensors', sizeKB: 1.5, downloadUrl: url },
    } satisfies Extracted);
    assert.ok(logged.includes('info: Metadata extracted for: model.safetensors'), logged.join('\n'));
  });

  it('gives null and no words for what Civitai leaves out', async () => {
    const file = await published('model.safetensors');
    library.civitai.fail('byHash', { kind: 'change', change: () => ({ id: 1 }) });
    const extracted = await extractMetadata(file, await parts());
    assert.ok(extracted);
    const { file_path, model_hash, version_id, trained_words, download_urls, ...rest } = extracted;
    assert.equal(file_path, file.path);
    assert.equal(model_hash.length, 64);
    assert.equal(version_id, 1);
    assert.deepEqual([trained_words, download_urls], [[], []]);
    assert.deepEqual(new Set(Object.values(rest)), new Set([null]));
  });

  it('says which hash Civitai does not know (S1-21)', async () => {
    const bytes = makeCheckpoint('unknown');
    const file = await library.write('unknown.safetensors', bytes);
    assert.equal(await extractMetadata(file, await parts()), null);
    assert.ok(
      logged.includes(`warn: No metadata found for hash: ${sha256(bytes).slice(0, 16)}...`),
      logged.join('\n'),
    );
  });

  it('says what failed, and gives null (S1-35)', async () => {
    const page = await library.write('page.safetensors', HTML_PAGE);
    assert.equal(await extractMetadata(page, await parts()), null);
    const file = await published('model.safetensors');
    library.civitai.fail('byHash', { kind: 'answer', status: 403, body: 'no' });
    assert.equal(await extractMetadata(file, await parts()), null);
    const errors = logged.filter((line) => line.startsWith('error: Error extracting metadata: '));
    assert.equal(errors.length, 2);
    assert.match(errors[0] ?? '', /metadata: page\.safetensors is a web page/);
    assert.match(errors[1] ?? '', /metadata: model\.safetensors: 127\.0\.0\.1/);
    assert.ok(!logged.join().includes(library.folder), 'an absolute path in the log');
  });

  it('extracts a batch: a failure leaves the others alone (S1-36, S1-37)', async () => {
    const files = [
      await published('a.safetensors', { versionId: 1 }),
      await library.write('page.safetensors', HTML_PAGE),
      await library.write('unknown.safetensors', makeCheckpoint('unknown')),
      await published('b.safetensors', { versionId: 2 }),
    ];
    let last: Progress | undefined;
    const failed: string[] = [];
    const extracted = await extractBatch(files, await parts(), {
      onProgress: (progress) => (last = progress),
      onProblem: ({ path }, { code }) => failed.push(`${basename(path)} ${code}`),
    });
    assert.deepEqual(
      extracted.map(({ version_id }) => version_id),
      [1, 2],
    );
    assert.deepEqual(last?.files, { done: 4, total: 4 });
    assert.equal(
      last.bytes?.total,
      files.reduce((sum, { size }) => sum + size, 0),
    );
    assert.equal(last.requests, 3);
    assert.deepEqual(failed, ['page.safetensors html']);
    assert.ok(logged.includes('info: Found 4 model files'));
    assert.ok(logged.includes('info: Successfully extracted metadata for 2 files'));
  });

  it('returns what it has when the batch is cancelled, and says so once', async () => {
    const some = await parts();
    const files: ModelFile[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      const file = await published(`${name}.safetensors`);
      some.fileIndex.set(file, { inspected: true, sha256: sha256(makeCheckpoint(`${name}.safetensors`)) });
      files.push(file);
    }
    // One is being hashed when the batch is cancelled, three are being asked about.
    const endless = await library.write('endless.pt', 'pickle');
    await truncate(endless.path, 2 ** 42);
    library.civitai.fail('byHash', { kind: 'change', change: (body) => body }, 1);
    library.civitai.fail('byHash', { kind: 'silent' });
    const stop = new AbortController();
    const onProgress = ({ files: count }: Progress) => {
      if (count?.done === 1) stop.abort();
    };
    const extracted = await extractBatch([endless, ...files], some, { signal: stop.signal, onProgress });
    assert.equal(extracted.length, 1);
    const lines = logged.filter((line) => line.startsWith('error: Batch extraction error: '));
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /cancelled/i);
    assert.ok(!logged.some((line) => line.includes('Error extracting metadata')), logged.join('\n'));
  });

  it('reads a file once, and asks once about copies (S1-48, S1-51)', async () => {
    const file = await published('a.safetensors', { versionId: 1 });
    const copy = await library.write('another name.ckpt', makeCheckpoint('a.safetensors'));
    const some = await parts();
    const read: string[] = [];
    const hash: Hasher['hash'] = (path, ...rest) => {
      read.push(path);
      return some.hasher.hash(path, ...rest);
    };
    const counting = { ...some, hasher: { hash } };
    const [one, other] = await extractBatch([file, copy], counting);
    assert.deepEqual({ ...one, file_path: '' }, { ...other, file_path: '' });
    assert.equal(library.requests('by-hash').length, 1);
    assert.deepEqual(read.sort(), [copy.path, file.path].sort());
    await extractBatch([file, copy], counting);
    assert.equal(read.length, 2, 'a file was read again');
  });

  it('asks about no more than five files at a time (S1-47)', async () => {
    const some = await parts();
    const files: ModelFile[] = [];
    for (let index = 0; index < 12; index++) {
      const file = await library.write(`${index}.safetensors`, 'hashed before');
      // Nothing but the limit keeps a question from being asked at once.
      some.fileIndex.set(file, { inspected: true, sha256: sha256(Buffer.from(`${index}`)) });
      files.push(file);
    }
    let most = 0;
    let asked = 0;
    const asking: (() => void)[] = [];
    some.civitai().versionByHash = async () => {
      asked += 1;
      const answered = new Promise<void>((resolve) => asking.push(resolve));
      most = Math.max(most, asking.length);
      if (asking.length === 5 || asked === files.length) void answerAll();
      await answered;
      return { id: 1 };
    };
    const answerAll = async (): Promise<void> => {
      // As long as one more would take to come.
      for (let turn = 0; turn < 3; turn++) await readSidecar(files[turn]?.path ?? '');
      await nextTurn();
      for (const answer of asking.splice(0)) answer();
    };
    assert.equal((await extractBatch(files, some)).length, 12);
    assert.equal(most, 5);
  });
});
