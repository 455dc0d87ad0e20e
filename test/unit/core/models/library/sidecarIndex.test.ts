import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SidecarIndex } from '../../../../../src/core/models/library/sidecarIndex';
import type { SidecarState } from '../../../../../src/core/models/library/sidecarState';
import type { ScannedFile } from '../../../../../src/core/models/modelFile';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { tempFolder } from '../../../support/tempFolder';

const NOW = 1_700_000_000_000;
/** Enough for the index to be worth it. */
const COUNT = 300;

describe('SidecarIndex', () => {
  const folder = tempFolder();
  const path = () => join(folder.path, 'cache/sidecars.ndjson');

  const files = (change: Partial<NonNullable<ScannedFile['sidecar']>> = {}, of = 0): ScannedFile[] =>
    Array.from({ length: COUNT }, (_, index) => ({
      path: `/models/${index}.safetensors`,
      size: 1,
      mtimeMs: 1,
      ino: index,
      sidecar: { size: 10, mtimeMs: NOW - 60_000, ...(index === of && change) },
    }));

  /** What `read` gives of each sidecar, and the paths that were read. */
  async function statesOf(
    index: SidecarIndex,
    found: readonly ScannedFile[],
    read: (path: string) => SidecarState = (model) => ({ sidecar: sidecarOf(model) }),
  ): Promise<{ readonly states: SidecarState[]; readonly asked: string[] }> {
    const asked: string[] = [];
    const reading = (model: string) => {
      asked.push(model);
      return Promise.resolve(read(model));
    };
    return { states: await index.states(found, { read: reading, now: () => NOW }), asked };
  }

  const sidecarOf = (model: string): Sidecar => ({
    name: model,
    trigger_words: ['ä', 'b'],
    civitai_model_id: 7,
    field_sources: { name: 'user' },
  });
  const expected = files().map((file) => ({ sidecar: sidecarOf(file.path) }));
  const open = () => new SidecarIndex(path());
  const first = files()[0]?.path;

  it('reads each sidecar once, also in later runs', async () => {
    const { states, asked } = await statesOf(open(), files());
    assert.deepEqual(states, expected);
    assert.equal(asked.length, COUNT);
    assert.deepEqual(await statesOf(open(), files()), { states: expected, asked: [] });
  });

  it('reads a sidecar again whose size or time is another, and one that came', async () => {
    await statesOf(open(), files());
    for (const change of [{ size: 11 }, { size: 11, mtimeMs: NOW - 59_999 }]) {
      const { states, asked } = await statesOf(open(), files(change), () => ({ sidecar: { name: 'new' } }));
      assert.deepEqual(asked, [first]);
      assert.deepEqual(states, [{ sidecar: { name: 'new' } }, ...expected.slice(1)]);
    }
    const rest = files().slice(1);
    const bare = { path: first ?? '', size: 1, mtimeMs: 1, ino: 0 };
    assert.deepEqual(await statesOf(open(), [bare, ...rest]), {
      states: [{}, ...expected.slice(1)],
      asked: [],
    });
    const came: ScannedFile = { ...bare, path: '/models/new', sidecar: { size: 1, mtimeMs: NOW - 60_000 } };
    assert.deepEqual((await statesOf(open(), [came, ...rest])).asked, [came.path]);
  });

  it('does not trust a sidecar that was written while it was read', async () => {
    const young = files({ mtimeMs: NOW - 1999 });
    await statesOf(open(), young);
    const { states, asked } = await statesOf(open(), young, () => ({ sidecar: { name: 'by another tool' } }));
    assert.deepEqual(asked, [first]);
    assert.deepEqual(states[0], { sidecar: { name: 'by another tool' } });
  });

  it('keeps nothing of a sidecar that could not be read', async () => {
    const problem = { code: 'not_json', message: 'm', advice: 'a' } as const;
    await statesOf(open(), files(), (model) =>
      model === first ? { problem } : { sidecar: sidecarOf(model) },
    );
    assert.deepEqual(await statesOf(open(), files()), { states: expected, asked: [first] });
  });

  it('drops lines that are broken, of another version, or of what no sidecar says', async () => {
    await statesOf(open(), files());
    const lines = readFileSync(path(), 'utf8').split('\n').filter(Boolean);
    const spoilt = [
      (line: string) => line.slice(0, -5),
      (line: string) => line.replace('"v":1', '"v":0'),
      (line: string) => line.replace('"civitai_model_id":7', '"civitai_model_id":"7"'),
      (line: string) => line.replace('"field_sources":{"name":"user"}', '"field_sources":{"name":"mallory"}'),
      (line: string) => line.replace('"civitai_model_id"', '"unknown"'),
      (line: string) => line.replace(/"c":\{.*\}/, '"c":null'),
      () => 'null',
    ];
    const changed = lines.map((line, index) => spoilt[index]?.(line) ?? line);
    writeFileSync(path(), `${changed.join('\n')}\n`);
    const { states, asked } = await statesOf(open(), files());
    assert.deepEqual(states, expected);
    assert.deepEqual(
      asked,
      files()
        .slice(0, spoilt.length)
        .map((file) => file.path),
    );
  });

  it('takes the newest line of a sidecar, and removes a file that is mostly old lines', async () => {
    const index = open();
    for (let round = 0; round < 4; round++) {
      const name = `round ${round}`;
      await statesOf(index, renewed(round), () => ({ sidecar: { name } }));
      const { states, asked } = await statesOf(index, renewed(round));
      if (round < 3) assert.deepEqual([states[7], asked], [{ sidecar: { name } }, []]);
    }
    assert.equal(existsSync(path()), false);
  });

  const renewed = (round: number) =>
    files().map((file) => ({ ...file, sidecar: { size: round, mtimeMs: NOW - 60_000 } }));

  it('leaves its file alone for a few sidecars, and while it is not persistent', async () => {
    const few = files().slice(0, 100);
    assert.equal((await statesOf(open(), few)).asked.length, few.length);
    const index = new SidecarIndex(path(), false);
    assert.deepEqual((await statesOf(index, files())).states, expected);
    assert.equal(existsSync(path()), false);
    index.setPersistent(true);
    await statesOf(index, files());
    assert.deepEqual((await statesOf(index, files())).asked, []);
    await index.clear();
    assert.equal(existsSync(path()), false);
  });

  it('goes on where its file can be neither read nor written', async () => {
    writeFileSync(join(folder.path, 'cache'), 'a file where the folder should be');
    assert.deepEqual((await statesOf(open(), files())).states, expected);
  });
});
