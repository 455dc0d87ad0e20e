import assert from 'node:assert/strict';
import { chmodSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import {
  dryUpdateSidecar,
  readSidecar,
  updateSidecar,
  type SidecarPatch,
} from '../../../../../src/core/models/sidecar/store';
import { tempFolder } from '../../../support/tempFolder';

const clock = (): Date => new Date(2024, 10, 21, 10, 30, 0, 999);

describe('sidecar', () => {
  const folder = tempFolder();
  const model = (): string => join(folder.path, 'model.safetensors');
  const write = (text: string | Uint8Array): string => folder.write('model.safetensors.metadata.json', text);
  const text = (): string => readFileSync(sidecarPath(model()), 'utf8');
  const name = (value: string) => updateSidecar(model(), () => ({ name: value }), { clock });

  it('is saved for a model that need not exist, and loaded again (S0-22, S0-43)', async () => {
    assert.deepEqual(await readSidecar(model()), { kind: 'absent' });
    await updateSidecar(model(), () => ({ hash: 'AUTOV2: 90BFFAFD10' }), { clock });
    const read = await readSidecar(model());
    assert.ok(read.kind === 'ok');
    assert.equal(read.sidecar.hash, 'AUTOV2: 90BFFAFD10');
    assert.deepEqual(await readdir(folder.path), ['model.safetensors.metadata.json']);
  });

  it('has the required keys, in one order, UTF-8 and indented by two (S0-44 … S0-58)', async () => {
    const sidecar: SidecarPatch = {
      description: 'Größe',
      base_model: 'SDXL 1.0',
      trigger_words: ['a', 'b'],
      preview_url: 'https://civitai.com/...',
      preview_path: '.previews/model_name.jpg',
      model_type: 'Checkpoint',
      civitai_type: 'Checkpoint',
      civitai_name: 'MyAwesomeModel',
      civitai_version_id: 2411703,
      civitai_model_id: 2131974,
      hash_sha256: 'ab'.repeat(32),
      hash_autov2: '90BFFAFD10',
      hash_type: 'AUTOV2',
      hash: 'AUTOV2: 90BFFAFD10',
    };
    const saved = await updateSidecar(model(), () => sidecar, { clock });
    assert.deepEqual(saved, { ...sidecar, last_updated: '2024-11-21T10:30:00' });
    assert.equal(
      text(),
      `{
  "hash": "AUTOV2: 90BFFAFD10",
  "hash_type": "AUTOV2",
  "hash_autov2": "90BFFAFD10",
  "hash_sha256": "${'ab'.repeat(32)}",
  "civitai_model_id": 2131974,
  "civitai_version_id": 2411703,
  "civitai_name": "MyAwesomeModel",
  "civitai_type": "Checkpoint",
  "model_type": "Checkpoint",
  "base_model": "SDXL 1.0",
  "preview_path": ".previews/model_name.jpg",
  "preview_url": "https://civitai.com/...",
  "trigger_words": [
    "a",
    "b"
  ],
  "description": "Größe",
  "last_updated": "2024-11-21T10:30:00"
}
`,
    );
  });

  const others: readonly [title: string, before: string, after: string][] = [
    [
      'unknown keys, their order and their digits',
      '{\n  "z": 7.0,\n  "name": "old",\n  "seed": 18446744073709551615,\n  "a": {"b": [1.50]}\n}\n',
      '{\n  "z": 7.0,\n  "name": "new",\n  "seed": 18446744073709551615,\n  "a": {"b": [1.50]},\n  "last_updated": "2024-11-21T10:30:00"\n}\n',
    ],
    [
      'a BOM, CRLF, tabs and a missing end of line',
      '\ufeff{\r\n\t"z": 1,\r\n\t"last_updated": ""\r\n}',
      '\ufeff{\r\n\t"z": 1,\r\n\t"last_updated": "2024-11-21T10:30:00",\r\n\t"name": "new"\r\n}',
    ],
    ['one line', '{"z":7.0}', '{"z":7.0,"name":"new","last_updated":"2024-11-21T10:30:00"}'],
    [
      'a key that stands twice',
      '{"name": "x", "z": 1, "name": "old", "z": 2}',
      '{"name": "x", "z": 1, "name": "new", "z": 2, "last_updated": "2024-11-21T10:30:00"}',
    ],
    [
      'a known key of a wrong type',
      '{"hash_sha256": 5, "tags": "a"}',
      '{"hash_sha256": 5, "tags": "a", "name": "new", "last_updated": "2024-11-21T10:30:00"}',
    ],
  ];
  for (const [title, before, after] of others) {
    it(`keeps ${title}`, async () => {
      write(before);
      await name('new');
      assert.equal(text(), after);
    });
  }

  it('keeps unknown keys within the objects that it changes', async () => {
    write('{"field_sources": {"name": "user", "mood": "good", "tags": "a-tool-of-2030"}}');
    await updateSidecar(model(), () => ({ field_sources: { name: 'civitai' } }), { clock });
    const { field_sources } = JSON.parse(text()) as Sidecar;
    assert.deepEqual(field_sources, { name: 'civitai', mood: 'good', tags: 'a-tool-of-2030' });
  });

  it('is not written when nothing changes: not even its time, nor 7.0 as 7', async () => {
    const before = '{"preferred_weight": 7.0, "name": "x"}';
    write(before);
    const same = { name: 'x', preferred_weight: 7, notes: undefined };
    assert.deepEqual(await updateSidecar(model(), () => same, { clock }), { name: 'x', preferred_weight: 7 });
    assert.equal(text(), before);
  });

  it('shows what an update would make of it, and does not', async () => {
    write('{"name": "x"}');
    assert.deepEqual(await dryUpdateSidecar(model(), () => ({ notes: 'n', name: undefined })), {
      notes: 'n',
    });
    assert.equal(text(), '{"name": "x"}');
  });

  it('counts a key of a wrong type as absent', async () => {
    write(
      '{"name": 5, "tags": ["a", 1], "civitai_model_id": "7", "notes": "n", "file_info": {"id": "x", "name": "f"}}',
    );
    const read = await readSidecar(model());
    assert.deepEqual(read, { kind: 'ok', sidecar: { notes: 'n', file_info: { name: 'f' } } });
  });

  const broken: readonly [title: string, content: string | Uint8Array][] = [
    ['cut short', '{"name": "x'],
    ['empty', ''],
    ['a list', '[{"name": "x"}]'],
    ['200,000 brackets', '['.repeat(200_000)],
    ['a value nested too deeply', `{"x": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['UTF-16', new Uint8Array(Buffer.from('\ufeff{"a": 1}', 'utf16le'))],
    ['with a comment', '{"name": "x" /* mine */}'],
  ];
  for (const [title, content] of broken) {
    it(`is left alone when it is ${title}`, async () => {
      const path = write(content);
      const before = readFileSync(path);
      const problem: unknown = await name('new').catch((error: unknown) => error);
      assert.ok(problem instanceof Error && 'code' in problem, String(problem));
      assert.equal(problem.code, 'not_json');
      assert.ok(!problem.message.includes(folder.path));
      assert.deepEqual(readFileSync(path), before);
      assert.deepEqual(await readdir(folder.path), ['model.safetensors.metadata.json']);
      const read = await readSidecar(model());
      if (title !== 'a value nested too deeply') assert.equal(read.kind, 'broken');
    });
  }

  it('is not read when it is larger than any sidecar, or never ends', async () => {
    truncateSync(write('{}'), 65 * 1024 * 1024);
    const large = await readSidecar(model());
    assert.ok(large.kind === 'broken');
    assert.equal(large.problem.code, 'not_json');
    assert.match(large.problem.message, /larger/);
    const other = join(folder.path, 'other.safetensors');
    symlinkSync('/dev/zero', sidecarPath(other));
    const endless = await readSidecar(other);
    assert.equal(endless.kind, 'broken');
  });

  it('is left alone when it is read-only, for root as well', async () => {
    const path = write('{"name": "x"}');
    chmodSync(path, 0o444);
    await assert.rejects(name('new'), { code: 'read_only' });
    assert.equal(text(), '{"name": "x"}');
  });

  it('keeps what another program writes at the same moment', async () => {
    const path = write('{"name": "x"}');
    let calls = 0;
    await updateSidecar(
      model(),
      (current) => {
        if (++calls === 1) writeFileSync(path, '{"name": "x", "notes": "by hand"}');
        return { name: `${current.name} ${current.notes}` };
      },
      { clock },
    );
    assert.equal(calls, 2);
    assert.equal(text(), '{"name": "x by hand", "notes": "by hand", "last_updated": "2024-11-21T10:30:00"}');
  });

  it('gives up when it never rests, and keeps what the other wrote', async () => {
    const path = write('{}');
    let calls = 0;
    const change = (): SidecarPatch => {
      writeFileSync(path, `{"notes": "${++calls}"}`);
      return { name: 'new' };
    };
    await assert.rejects(updateSidecar(model(), change, { clock }), { code: 'changed_meanwhile' });
    assert.equal(text(), `{"notes": "${calls}"}`);
  });

  it('loses nothing when many updates come at once', async () => {
    write('{"seed": 18446744073709551615}');
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => updateSidecar(model(), () => ({ [`key${at}`]: at }), { clock })),
    );
    const value = JSON.parse(text()) as Record<string, unknown>;
    for (let at = 0; at < 20; at++) assert.equal(value[`key${at}`], at);
    assert.match(text(), /18446744073709551615/);
  });
});
