import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import files from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { DownloadLog } from '../../../../../src/core/downloads/log/downloadLog';
import { Problem } from '../../../../../src/core/problem/problem';
import { tempFolder } from '../../../support/tempFolder';

interface Log {
  readonly success: readonly { readonly id: number; readonly path: string }[];
  readonly failed: readonly { readonly id: number; readonly reason: string; readonly info: object }[];
}

describe('a download log', () => {
  const folder = tempFolder();
  const jsonPath = () => join(folder.path, 'logs', 'aria', 'aria_download_log.json');
  const journal = () => jsonPath().replace(/json$/, 'journal.ndjson');
  const open = () => DownloadLog.openOf(join(folder.path, 'logs'), 'aria');
  const json = () => JSON.parse(readFileSync(jsonPath(), 'utf8')) as Log;
  const ids = (list: readonly { readonly id: number }[]) => list.map(({ id }) => id);
  const beside = () => readdirSync(dirname(jsonPath()));
  const image = (id: number) => ({ id, type: 'image', path: `/x/${id}.jpeg`, size: 1 }) as const;
  const put = (path: string, text: string | Uint8Array) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };

  it('is made by the first mark, and only then', async () => {
    const log = await open();
    await log.save();
    assert.ok(!existsSync(join(folder.path, 'logs')));
    await log.markSuccess(image(1));
    assert.ok(log.isSuccess(1, 'image'));
    assert.ok(!log.isSuccess(1, 'lora'));
    assert.deepEqual(beside(), ['aria_download_log.journal.ndjson']);
    await log.save();
    assert.deepEqual(beside(), ['aria_download_log.json']);
    assert.deepEqual(json(), { success: [{ id: 1, type: 'image', path: '/x/1.jpeg', size: 1 }], failed: [] });
  });

  it('can be used on after it was saved', async () => {
    const log = await open();
    await log.markFailed(1, 'image', 'timeout');
    await log.save();
    await log.markSuccess(image(1));
    await log.save();
    assert.deepEqual([ids(json().success), json().failed], [[1], []]);
    const before = statSync(jsonPath()).mtimeMs;
    await log.markSuccess(image(1));
    await log.save();
    assert.equal(statSync(jsonPath()).mtimeMs, before, 'nothing new was not written');
  });

  it('has only absolute paths', async () => {
    const log = await open();
    assert.throws(() => void log.markSuccess({ ...image(1), path: 'x/1.jpeg' }), RangeError);
  });

  it('keeps what Civitai does not have any more, with the date, and leaves the rest open', async () => {
    const log = await open();
    const at = '2026-11-01T10:00:00.000Z';
    await log.markFailed(1, 'image', 'missing', { code: 'not_found', date: at });
    await log.markFailed(2, 'image', 'missing', { expected_file_path: '/x/2.jpeg' });
    await log.markFailed(3, 'image', 'timeout', { code: 'server_error', date: at });
    await log.markFailed(4, 'image', 'missing', { code: 'not_found', date: 'soon' });
    await log.save();
    const again = await open();
    assert.equal(again.goneSince(1, 'image')?.toISOString(), at);
    for (const id of [2, 3, 4, 5]) assert.equal(again.goneSince(id, 'image'), undefined, String(id));
  });

  it('keeps reasons that it does not know', async () => {
    put(
      jsonPath(),
      '{"success": [], "failed": [{"id": 1, "type": "video", "reason": "generation_failed", "info": {"a": 1.0}}]}',
    );
    const log = await open();
    assert.deepEqual(
      [...log.failures].map(({ reason, type }) => [reason, type]),
      [['generation_failed', 'video']],
    );
    await log.markSuccess(image(2));
    await log.save();
    assert.match(readFileSync(jsonPath(), 'utf8'), /"reason": "generation_failed", "info": \{"a": 1\.0\}/);
  });

  it('loses nothing finished wherever its journal is cut off', async () => {
    const log = await open();
    for (const id of [1, 2, 3]) await log.markSuccess({ ...image(id), path: `/ü/${id}.jpeg` });
    const bytes = readFileSync(journal());
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at);
    for (let length = 0; length <= bytes.length; length++) {
      const path = join(folder.path, 'cut', String(length), 'aria', 'aria_download_log.json');
      put(path.replace(/json$/, 'journal.ndjson'), bytes.subarray(0, length));
      const cut = await DownloadLog.open(path);
      // A line is whole with its last bracket.
      const whole = ends.filter((end) => end <= length && bytes[end - 1] === 0x7d).length;
      assert.deepEqual(
        [...cut.successes].map(({ id }) => id),
        [1, 2, 3].slice(0, whole),
        `cut off behind ${length} bytes`,
      );
      // The next mark is not swallowed by the half line before it.
      await cut.markSuccess(image(9));
      assert.ok((await DownloadLog.open(path)).isSuccess(9, 'image'), String(length));
    }
  });

  it('goes on behind a line that was torn while it was in use', async () => {
    const log = await open();
    await log.markSuccess(image(1));
    await files.appendFile(journal(), '\n{"mark":"success","id":2,"ty');
    await log.markSuccess(image(3));
    assert.deepEqual(ids([...(await open()).successes] as never), [1, 3]);
  });

  /** Fails at a step of a fold, as a kill would. */
  async function failingAt<T>(
    step: 'open' | 'rename' | 'rm',
    isIt: (path: string) => boolean,
    work: () => Promise<T>,
  ) {
    const original = files[step] as (...given: unknown[]) => Promise<unknown>;
    const killed = (...given: unknown[]) =>
      given.some((each) => typeof each === 'string' && isIt(each))
        ? Promise.reject(Object.assign(new Error('killed'), { code: 'EIO' }))
        : original(...given);
    Object.assign(files, { [step]: killed });
    try {
      return await work();
    } finally {
      Object.assign(files, { [step]: original });
    }
  }

  for (const [moment, step, isIt] of [
    ['before the journal is moved aside', 'rename', (path: string) => path.endsWith('.journal.ndjson')],
    ['before the JSON is written', 'open', (path: string) => path.endsWith('.tmp-write')],
    ['before the JSON is in its place', 'rename', (path: string) => path.endsWith('_log.json')],
    ['before what is folded is removed', 'rm', (path: string) => path.endsWith('.ndjson')],
  ] as const) {
    it(`loses nothing when a fold ends ${moment}`, async () => {
      const log = await open();
      await log.markSuccess(image(1));
      await log.save();
      await log.markFailed(2, 'image', 'timeout');
      await log.markSuccess(image(2));
      await log.markFailed(3, 'image', 'timeout');
      await failingAt(step, isIt, () => assert.rejects(log.save()));
      // The same process goes on, and so does another one.
      await log.markSuccess(image(4));
      const other = await open();
      assert.deepEqual(ids([...other.successes] as never), [1, 2, 4]);
      assert.deepEqual(ids([...other.failures] as never), [3]);
      assert.deepEqual([ids(json().success), ids(json().failed)], [[1, 2, 4], [3]]);
      assert.deepEqual(beside(), ['aria_download_log.json']);
    });
  }

  it('folds what was moved aside several times in the order in which it came', async () => {
    const log = await open();
    for (const id of [1, 2, 3]) {
      await log.markFailed(7, 'image', `try ${id}`);
      await failingAt(
        'open',
        (path) => path.endsWith('.tmp-write'),
        () => assert.rejects(log.save()),
      );
    }
    assert.equal(beside().length, 3);
    assert.equal((await open()).failure(7, 'image')?.reason, 'try 3');
    assert.deepEqual(beside(), ['aria_download_log.json']);
  });

  it('is left alone where it cannot be read, and so is its journal', async () => {
    for (const text of ['{"success": [{"id": 1', '{"success": 3}', Buffer.from([0x7b, 0xff, 0x7d])]) {
      put(jsonPath(), text);
      put(journal(), '\n{"mark":"success","id":1,"type":"image","path":"/1","size":1}\n');
      const before = [readFileSync(jsonPath()), readFileSync(journal())];
      await assert.rejects(open(), (error) => error instanceof Problem && error.code === 'not_json');
      assert.deepEqual([readFileSync(jsonPath()), readFileSync(journal())], before);
      assert.equal(beside().length, 2);
    }
  });

  it('that breaks while it is in use is not written over; its marks wait', async () => {
    const log = await open();
    await log.markSuccess(image(1));
    await log.save();
    await log.markSuccess(image(2));
    put(jsonPath(), 'broken');
    await assert.rejects(log.save(), (error) => error instanceof Problem && error.code === 'not_json');
    assert.equal(readFileSync(jsonPath(), 'utf8'), 'broken');
    put(jsonPath(), '{"success": [], "failed": []}');
    await log.save();
    assert.deepEqual(ids(json().success), [2]);
  });

  it('keeps what another program changes in it meanwhile, also at the last moment', async () => {
    const log = await open();
    await log.markSuccess(image(1));
    await log.save();
    put(jsonPath(), '{"success": [{"id": 5, "type": "image", "path": "/5", "size": 5}], "failed": []}');
    await log.markSuccess(image(2));
    const { rename } = files;
    let times = 0;
    // The lists are read by now.
    const original = files.open;
    files.open = async (path, ...rest) => {
      if (String(path).endsWith('.tmp-write') && times++ === 0)
        put(jsonPath(), '{"success": [{"id": 6, "type": "image", "path": "/6", "size": 6}], "failed": []}');
      return original(path, ...rest);
    };
    try {
      await log.save();
    } finally {
      Object.assign(files, { open: original, rename });
    }
    assert.equal(times, 2);
    assert.deepEqual(ids(json().success), [6, 2]);
  });

  it('appends again when its journal was moved aside between', async () => {
    const [one, other] = [await open(), await open()];
    await one.markSuccess(image(1));
    const original = files.open;
    let isFolded = false;
    files.open = async (path, ...rest) => {
      const file = await original(path, ...rest);
      if (!isFolded && path === journal() && rest[0] === 'a') {
        isFolded = true;
        // Opened, and not written to yet: what is written now is read by nobody.
        await other.save();
      }
      return file;
    };
    try {
      await one.markSuccess(image(2));
    } finally {
      files.open = original;
    }
    assert.ok(isFolded);
    assert.deepEqual(ids(json().success), [1]);
    assert.deepEqual(ids([...(await open()).successes] as never), [1, 2]);
  });

  it('takes in what other windows marked', async () => {
    const [one, other] = [await open(), await open()];
    await one.markSuccess(image(1));
    await other.markSuccess(image(2));
    assert.ok(!one.isSuccess(2, 'image'));
    await one.refresh();
    assert.ok(one.isSuccess(1, 'image') && one.isSuccess(2, 'image'));
    await one.save();
    await other.save();
    assert.deepEqual(ids(json().success).sort(), [1, 2]);
  });

  it('keeps a mark that could not be written, and writes it when it is saved', async () => {
    const log = await open();
    await failingAt(
      'open',
      (path) => path === journal(),
      () => assert.rejects(log.markSuccess(image(1)), Problem),
    );
    assert.ok(log.isSuccess(1, 'image'));
    await log.save();
    assert.deepEqual(ids(json().success), [1]);
  });

  it('writes a short line again as a whole', async () => {
    const log = await open();
    const original = files.open;
    files.open = async (path, ...rest) => {
      const file = await original(path, ...rest);
      if (path !== journal()) return file;
      const write = file.write.bind(file) as (bytes: Buffer) => Promise<{ bytesWritten: number }>;
      let isShort = true;
      Object.assign(file, {
        write: (bytes: Buffer) => {
          const part = isShort ? bytes.subarray(0, 9) : bytes;
          isShort = false;
          return write(part);
        },
      });
      return file;
    };
    try {
      await log.markSuccess(image(1));
    } finally {
      files.open = original;
    }
    assert.ok((await open()).isSuccess(1, 'image'));
  });

  it('leaves lines of a newer version for it', async () => {
    put(
      journal(),
      '\n{"mark":"paused","id":3,"type":"image"}\n{"mark":"success","id":1,"type":"image","path":"/1","size":1}\n',
    );
    const log = await open();
    assert.deepEqual(ids(json().success), [1]);
    await log.save();
    assert.match(readFileSync(journal(), 'utf8'), /"paused"/);
  });

  it('can be read where it cannot be written', async function () {
    put(jsonPath(), '{"success": [], "failed": []}');
    put(journal(), '{"mark":"success","id":1,"type":"image","path":"/1","size":1}\n');
    chmodSync(jsonPath(), 0o444);
    const log = await open();
    assert.ok(log.isSuccess(1, 'image'));
    assert.equal(readFileSync(jsonPath(), 'utf8'), '{"success": [], "failed": []}');
    assert.ok((await open()).isSuccess(1, 'image'), 'and again');
  });

  it('takes many marks at once, in turn with a journal of few writes', async () => {
    const log = await open();
    const original = files.open;
    let times = 0;
    files.open = async (path, ...rest) => {
      if (path === journal()) times++;
      return original(path, ...rest);
    };
    try {
      await Promise.all(Array.from({ length: 2000 }, (_, id) => log.markSuccess(image(id + 1))));
    } finally {
      files.open = original;
    }
    assert.ok(times < 20, `${times} writes`);
    assert.equal([...(await open()).successes].length, 2000);
  });
});
