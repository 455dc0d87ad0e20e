import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileIndex } from '../../../../../src/core/models/scan/fileIndex';
import type { ModelFile } from '../../../../../src/core/models/modelFile';
import { tempFolder } from '../../../support/tempFolder';

const SHA256 = 'ab'.repeat(32);
const model: ModelFile = { path: '/models/ä "x".safetensors', size: 10, mtimeMs: 1234.5678, ino: 7 };

describe('FileIndex', () => {
  const folder = tempFolder();
  const file = () => join(folder.path, 'new/index.ndjson');

  it('remembers between runs', async () => {
    const cache = await FileIndex.open(file());
    cache.set(model, { sha256: SHA256 });
    cache.set(model, { inspected: true, header: { type: 'LORA' } });
    const expected = { sha256: SHA256, inspected: true, header: { type: 'LORA' } };
    assert.deepEqual(cache.get(model), expected);
    await cache.close();
    assert.deepEqual((await FileIndex.open(file())).get(model), expected);
  });

  it('forgets a file whose size, time or inode is another, and knows a replaced one until it is hashed', async () => {
    const cache = await FileIndex.open(file());
    cache.set(model, { sha256: SHA256 });
    assert.equal(cache.get({ ...model, ino: 8 }), undefined);
    for (const change of [{ size: 11 }, { mtimeMs: 1234.5679 }]) {
      assert.deepEqual(cache.get({ ...model, ...change }), { replaced: true });
    }
    const other = { ...model, size: 11 };
    cache.set(other, { inspected: true });
    assert.deepEqual(cache.get(other), { inspected: true, replaced: true });
    cache.set(other, { sha256: SHA256 });
    assert.deepEqual(cache.get(other), { inspected: true, sha256: SHA256 });
  });

  it('replaces what an earlier inspection said, but keeps the hash', async () => {
    const cache = await FileIndex.open(file());
    cache.set(model, { sha256: SHA256, problem: { code: 'growing', message: 'm', advice: 'a' } });
    cache.set(model, { inspected: true });
    assert.deepEqual(cache.get(model), { sha256: SHA256, inspected: true });
  });

  it('has files inspected again that an earlier version inspected, but does not hash them again', async () => {
    const { path, size, mtimeMs, ino } = model;
    const found = { sha256: SHA256, inspected: true, header: { baseModel: 'SD 1.5' } };
    mkdirSync(join(folder.path, 'new'));
    folder.write(
      'new/index.ndjson',
      `${JSON.stringify({ p: path, s: size, m: mtimeMs, i: ino, f: found })}\n`,
    );
    assert.deepEqual((await FileIndex.open(file())).get(model), { sha256: SHA256 });
  });

  it('serves two processes that write at once', async () => {
    const [one, other] = [await FileIndex.open(file()), await FileIndex.open(file())];
    for (let index = 0; index < 100; index++) {
      one.set({ ...model, path: `/one/${index}` }, { sha256: SHA256 });
      other.set({ ...model, path: `/other/${index}` }, { sha256: SHA256 });
      await Promise.all([one.flush(), other.flush()]);
    }
    const cache = await FileIndex.open(file());
    for (let index = 0; index < 100; index++) {
      for (const side of ['one', 'other']) {
        assert.equal(cache.get({ ...model, path: `/${side}/${index}` })?.sha256, SHA256);
      }
    }
  });

  it('skips broken lines, also one that a kill left open', async () => {
    const first = await FileIndex.open(file());
    first.set({ ...model, path: '/first' }, { sha256: SHA256 });
    await first.close();
    appendFileSync(file(), 'nonsense\n{}\nnull\n[]\n{"p":"/half","s":1');
    const second = await FileIndex.open(file());
    second.set({ ...model, path: '/second' }, { sha256: SHA256 });
    await second.close();
    const third = await FileIndex.open(file());
    for (const path of ['/first', '/second']) assert.equal(third.get({ ...model, path })?.sha256, SHA256);
    assert.equal(third.get({ ...model, path: '/half' }), undefined);
  });

  it('is compacted when most lines are dead, and only then', async () => {
    const cache = await FileIndex.open(file());
    for (let index = 0; index < 1500; index++) {
      cache.set({ ...model, size: index }, { sha256: SHA256 });
      await cache.flush();
    }
    const lines = () => readFileSync(file(), 'utf8').split('\n').filter(Boolean).length;
    assert.equal(lines(), 1500);
    const again = await FileIndex.open(file());
    assert.equal(lines(), 1);
    assert.equal(again.get({ ...model, size: 1499 })?.sha256, SHA256);
    again.set({ ...model, path: '/another' }, { sha256: SHA256 });
    await again.close();
    assert.equal(lines(), 2);
  });

  it('keeps what another process writes while it is compacted', async () => {
    const other = await FileIndex.open(file());
    for (let index = 0; index < 1500; index++) {
      other.set({ ...model, size: index }, { sha256: SHA256 });
      await other.flush();
    }
    const opening = FileIndex.open(file());
    for (let index = 0; index < 50; index++) {
      other.set({ ...model, path: `/late/${index}` }, { sha256: SHA256 });
      await other.flush();
    }
    await opening;
    const cache = await FileIndex.open(file());
    for (let index = 0; index < 50; index++) {
      assert.equal(cache.get({ ...model, path: `/late/${index}` })?.sha256, SHA256);
    }
  });

  it('writes nothing when nothing is new', async () => {
    const cache = await FileIndex.open(file());
    await cache.close();
    assert.equal(existsSync(file()), false);
  });

  it('is cleared', async () => {
    const cache = await FileIndex.open(file());
    cache.set(model, { sha256: SHA256 });
    await cache.flush();
    await cache.clear();
    assert.equal(cache.get(model), undefined);
    assert.equal(existsSync(file()), false);
    cache.set(model, { inspected: true });
    await cache.close();
    assert.deepEqual((await FileIndex.open(file())).get(model), { inspected: true });
  });

  it('goes on where it cannot be written', async () => {
    writeFileSync(join(folder.path, 'new'), 'a file where the folder should be');
    const cache = await FileIndex.open(file());
    cache.set(model, { sha256: SHA256 });
    await cache.close();
    assert.equal(cache.get(model)?.sha256, SHA256);
  });

  it('leaves its file alone while it is not persistent, and loses nothing when it becomes so', async () => {
    const other = { ...model, path: '/models/other.safetensors' };
    const earlier = await FileIndex.open(file());
    earlier.set(model, { inspected: true });
    earlier.set(other, { sha256: SHA256 });
    await earlier.close();
    const before = readFileSync(file(), 'utf8');

    const index = await FileIndex.open(file(), false);
    assert.equal(index.get(other), undefined);
    index.set(model, { sha256: SHA256 });
    await index.flush();
    assert.equal(readFileSync(file(), 'utf8'), before);

    await index.setPersistent(true);
    assert.deepEqual(index.get(model), { sha256: SHA256 });
    assert.deepEqual(index.get(other), { sha256: SHA256 });
    assert.deepEqual((await FileIndex.open(file())).get(model), { sha256: SHA256 });

    await index.setPersistent(false);
    index.set(other, { inspected: true });
    await index.flush();
    assert.deepEqual((await FileIndex.open(file())).get(other), { sha256: SHA256 });
    assert.deepEqual(index.get(other), { sha256: SHA256, inspected: true });
  });

  it('removes its file when it is cleared, even while it is not persistent', async () => {
    const earlier = await FileIndex.open(file());
    earlier.set(model, { sha256: SHA256 });
    await earlier.close();
    await (await FileIndex.open(file(), false)).clear();
    assert.equal(existsSync(file()), false);
  });
});
