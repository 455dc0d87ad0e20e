import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { applyImport } from '../../../../../src/core/models/transfer/applyImport';
import { exportMetadata } from '../../../../../src/core/models/transfer/exportMetadata';
import { planImport } from '../../../../../src/core/models/transfer/planImport';
import type { TransferModel } from '../../../../../src/core/models/transfer/types';
import type { Sidecar } from '../../../../../src/core/models/sidecar/fields';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { tempFolder } from '../../../support/tempFolder';

const clock = (): Date => new Date(2024, 10, 21, 10, 30);

describe('exchange of metadata', () => {
  const folder = tempFolder();
  const models = (sizes: Readonly<Record<string, number>>): TransferModel[] =>
    Object.entries(sizes).map(([name, size]) => ({ path: join(folder.path, name), size }));
  const text = (name: string): string => readFileSync(sidecarPath(join(folder.path, name)), 'utf8');
  const value = (name: string): Sidecar => JSON.parse(text(name)) as Sidecar;

  function write(name: string, sidecar: object | string): void {
    const path = sidecarPath(join(folder.path, name));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof sidecar === 'string' ? sidecar : JSON.stringify(sidecar));
  }

  /** An export with these entries: the metadata, or the whole entry. */
  function exported(entries: Readonly<Record<string, object>>): string {
    const wrapped = Object.entries(entries).map(([key, entry]): [string, object] => [
      key,
      'metadata' in entry ? entry : { metadata: entry },
    ]);
    return folder.write('export.json', JSON.stringify({ models: Object.fromEntries(wrapped) }));
  }

  async function imported(
    entries: Readonly<Record<string, object>>,
    sizes: Readonly<Record<string, number>>,
    overwriteUser = false,
  ) {
    const plan = await planImport(folder.path, exported(entries), models(sizes));
    return { plan, result: await applyImport(plan, { overwriteUser, clock }) };
  }

  it('replaces an export and an empty file, and nothing else', async () => {
    const target = join(folder.path, 'all.json');
    for (const before of ['', undefined]) {
      if (before !== undefined) writeFileSync(target, before);
      await exportMetadata(folder.path, target, []);
    }
    const model = join(folder.path, 'x.safetensors');
    writeFileSync(model, 'the bytes of a model');
    await assert.rejects(exportMetadata(folder.path, model, []), { code: 'bad_input' });
    assert.equal(readFileSync(model, 'utf8'), 'the bytes of a model');
  });

  it('refuses a file that would fill the memory', async () => {
    const source = join(folder.path, 'huge.json');
    writeFileSync(source, '');
    truncateSync(source, 300 * 1024 * 1024);
    await assert.rejects(planImport(folder.path, source, []), {
      message: 'huge.json is larger than 268 MB.',
    });
  });

  it('writes what the sidecars hold, digits and unknown keys included, and no path of this machine', async () => {
    const target = join(folder.path, 'all.json');
    write('a/x.pt', '\ufeff{\r\n\t"name": "X",\r\n\t"seed": 18446744073709551615,\r\n\t"cfg": 7.0\r\n}');
    write('y.pt', '{"name":"{\\n}"}');
    const all = models({ 'y.pt': 6, 'a/x.pt': 5, 'without.pt': 7 });
    const result = await exportMetadata(folder.path, target, all, () => new Date(0));
    assert.deepEqual(result, { exported: 2, failed: [] });
    const written = readFileSync(target, 'utf8');
    assert.deepEqual(JSON.parse(written), {
      exported_at: '1970-01-01T00:00:00.000Z',
      folder: folder.path.split('/').at(-1),
      models: {
        'a/x.pt': {
          name: 'x.pt',
          path: 'a/x.pt',
          size: 5,
          metadata: { name: 'X', seed: 18446744073709551615, cfg: 7 },
        },
        'y.pt': { name: 'y.pt', path: 'y.pt', size: 6, metadata: { name: '{\n}' } },
      },
    });
    assert.ok(written.indexOf('a/x.pt') < written.indexOf('y.pt'), 'in no order');
    assert.match(written, /"seed": 18446744073709551615,\n\s+"cfg": 7\.0\n/);
    assert.ok(!written.includes(folder.path));
  });

  it('comes back byte for byte in value, and changes nothing the second time', async () => {
    const before =
      '{\n  "name": "X",\n  "seed": 18446744073709551615,\n  "cfg": 7.0,\n  "field_sources": {\n    "name": "user"\n  }\n}\n';
    write('a/x.pt', before);
    const all = models({ 'a/x.pt': 5 });
    const target = join(folder.path, 'all.json');
    await exportMetadata(folder.path, target, all);
    await readdir(folder.path);
    write('a/x.pt', '{}');
    const plan = await planImport(folder.path, target, all);
    assert.deepEqual(plan.items[0]?.changes, ['name', 'seed', 'cfg']);
    assert.deepEqual(await applyImport(plan, { overwriteUser: false, clock }), { imported: 1, failed: [] });
    assert.match(text('a/x.pt'), /"seed": 18446744073709551615/);
    assert.match(text('a/x.pt'), /"cfg": 7\.0/);
    assert.deepEqual(value('a/x.pt').field_sources, { name: 'user' });
    const again = await planImport(folder.path, target, all);
    assert.deepEqual([again.items.length, again.unchanged], [0, 1]);
  });

  it('exports nothing of a broken sidecar, and says so', async () => {
    write('x.pt', '{"name"');
    const result = await exportMetadata(folder.path, join(folder.path, 'all.json'), models({ 'x.pt': 1 }));
    assert.equal(result.exported, 0);
    assert.deepEqual(
      result.failed.map(({ name, problem }) => [name, problem.code]),
      [['x.pt', 'not_json']],
    );
  });

  it('says what would change, and writes nothing', async () => {
    write('old.pt', { name: 'A', notes: 'mine', field_sources: { notes: 'user', name: 'civitai' } });
    write('same.pt', { name: 'S' });
    write('broken.pt', '{');
    const plan = await planImport(
      folder.path,
      exported({
        'new.pt': { name: 'N' },
        'old.pt': { name: 'B', notes: 'theirs', of_another_tool: 1 },
        'same.pt': { name: 'S' },
        'broken.pt': { name: 'x' },
        'gone.pt': { name: 'x' },
        'nothing.pt': { metadata: 5 },
      }),
      models({ 'new.pt': 1, 'old.pt': 1, 'same.pt': 1, 'broken.pt': 1, 'nothing.pt': 1 }),
    );
    assert.deepEqual(
      plan.items.map(({ name, isNew, changes, conflicts }) => ({ name, isNew, changes, conflicts })),
      [
        { name: 'new.pt', isNew: true, changes: ['name'], conflicts: [] },
        { name: 'old.pt', isNew: false, changes: ['name', 'of_another_tool'], conflicts: ['notes'] },
      ],
    );
    assert.deepEqual([plan.unchanged, plan.unmatched, plan.ambiguous], [1, ['gone.pt'], []]);
    assert.deepEqual(
      plan.failed.map(({ name, problem }) => [name, problem.code]),
      [
        ['broken.pt', 'not_json'],
        ['nothing.pt', 'not_json'],
      ],
    );
    assert.equal(value('old.pt').name, 'A');
  });

  it('keeps the user’s own unless asked, and where a field comes from', async () => {
    const mine: Sidecar = { name: 'A', notes: 'mine', field_sources: { name: 'civitai' } };
    const theirs: Sidecar = { name: 'B', notes: 'theirs', field_sources: { notes: 'user', name: 'user' } };
    write('x.pt', mine);
    await imported({ 'x.pt': theirs }, { 'x.pt': 1 });
    assert.deepEqual([value('x.pt').name, value('x.pt').notes], ['B', 'mine']);
    assert.deepEqual(value('x.pt').field_sources, { notes: 'user', name: 'user' });
    await imported({ 'x.pt': theirs }, { 'x.pt': 1 }, true);
    assert.equal(value('x.pt').notes, 'theirs');
  });

  it('keeps a hash and a link of the user, and an emptied field empty', async () => {
    const mine: Sidecar = {
      hash: '0123456789',
      hash_type: 'legacy',
      hash_source: 'user',
      civitai_version_id: 1,
      identified_by: 'user',
      field_sources: { notes: 'user' },
    };
    const theirs: Sidecar = {
      hash: 'AUTOV2: 90BFFAFD10',
      hash_type: 'AUTOV2',
      civitai_version_id: 2,
      identified_by: 'sha256',
      notes: 'x',
    };
    write('x.pt', mine);
    const { plan } = await imported({ 'x.pt': theirs }, { 'x.pt': 1 });
    assert.deepEqual(plan.items[0]?.conflicts, ['notes', 'civitai_version_id', 'hash']);
    assert.deepEqual(value('x.pt'), mine);
    await imported({ 'x.pt': theirs }, { 'x.pt': 1 }, true);
    assert.deepEqual(
      [value('x.pt').hash, value('x.pt').civitai_version_id, value('x.pt').notes],
      ['AUTOV2: 90BFFAFD10', 2, 'x'],
    );
  });

  it('does not let a weaker identity, or none, replace a stronger one', async () => {
    const sure: Sidecar = { civitai_version_id: 1, identified_by: 'sha256', civitai_state: 'found' };
    write('x.pt', sure);
    await imported({ 'x.pt': { civitai_version_id: 2, identified_by: 'header' } }, { 'x.pt': 1 });
    await imported({ 'x.pt': { civitai_state: 'not_found' } }, { 'x.pt': 1 });
    assert.deepEqual(value('x.pt'), sure);
    write('y.pt', { hash_sha256: 'a'.repeat(64), civitai_state: 'not_found' });
    await imported(
      { 'y.pt': { hash_sha256: 'b'.repeat(64), civitai_version_id: 2, notes: 'n' } },
      { 'y.pt': 1 },
    );
    assert.deepEqual([value('y.pt').civitai_version_id, value('y.pt').notes], [undefined, 'n']);
  });

  it('takes an identity of a file of another size as provisional, without its SHA-256', async () => {
    const metadata: Sidecar = { hash_sha256: 'a'.repeat(64), civitai_version_id: 2, identified_by: 'sha256' };
    await imported({ 'x.pt': { size: 5, metadata } }, { 'x.pt': 6 });
    await imported({ 'y.pt': { size: 5, metadata } }, { 'y.pt': 5 });
    assert.deepEqual([value('x.pt').identified_by, value('x.pt').hash_sha256], ['adopted', undefined]);
    assert.deepEqual([value('y.pt').identified_by, value('y.pt').hash_sha256], ['sha256', 'a'.repeat(64)]);
  });

  const keys: readonly [key: string, model: string][] = [
    ['a/x.pt', 'a/x.pt'],
    ['a\\x.pt', 'a/x.pt'],
    ['/home/somebody/models/x.pt', 'x.pt'],
    ['D:\\models\\b\\x.pt', 'b/x.pt'],
    ['/content/a/x.pt', 'a/x.pt'],
    ['only.pt', 'deep/only.pt'],
    ['/etc/only.pt', 'deep/only.pt'],
    ['../../only.pt', 'deep/only.pt'],
  ];
  for (const [key, model] of keys) {
    it(`finds ${model} by ${key}`, async () => {
      const sizes = { 'x.pt': 1, 'a/x.pt': 2, 'b/x.pt': 3, 'deep/only.pt': 4 };
      const size = sizes[model as keyof typeof sizes];
      for (const name of Object.keys(sizes)) mkdirSync(dirname(join(folder.path, name)), { recursive: true });
      const { plan } = await imported({ [key]: { size, metadata: { name: 'N' } } }, sizes);
      assert.deepEqual(
        plan.items.map(({ name }) => name),
        [model],
      );
      assert.equal(value(model).name, 'N');
    });
  }

  it('never guesses between models of one name, nor between entries for one model', async () => {
    const sizes = { 'a/x.pt': 2, 'b/x.pt': 2, 'y.pt': 5 };
    write('a/x.pt', { hash_sha256: 'a'.repeat(64) });
    const { plan } = await imported(
      {
        '/m/x.pt': { size: 2, metadata: { name: 'N' } },
        '/m/1/y.pt': { size: 5, metadata: { name: '1' } },
        '/m/2/y.pt': { size: 5, metadata: { name: '2' } },
      },
      sizes,
    );
    assert.deepEqual([plan.items, plan.ambiguous, plan.unmatched], [[], ['x.pt', 'y.pt', 'y.pt'], []]);
    const told = await imported(
      {
        '/m/x.pt': { size: 2, metadata: { name: 'N', hash_sha256: 'a'.repeat(64) } },
        '/m/1/y.pt': { size: 5, metadata: { name: '1' } },
        '/m/2/y.pt': { size: 6, metadata: { name: '2' } },
      },
      sizes,
    );
    assert.deepEqual(
      told.plan.items.map(({ name }) => name),
      ['a/x.pt', 'y.pt'],
    );
    assert.deepEqual([told.plan.ambiguous, told.plan.unmatched], [[], ['y.pt']]);
    assert.equal(value('y.pt').name, '1');
  });

  it('never shows a path of another machine, of any system', async () => {
    const keys = ['C:\\Users\\me\\x.pt', '\\\\nas\\share\\y.pt', '/home/me/z.pt', '..\\..\\me\\w.pt'];
    const { plan } = await imported(Object.fromEntries(keys.map((key) => [key, { name: 'N' }])), {});
    assert.deepEqual(plan.unmatched, ['x.pt', 'y.pt', 'z.pt', 'w.pt']);
  });

  it('leaves a model that has its own entry to that entry, and takes no other one in its place', async () => {
    mkdirSync(join(folder.path, 'a'));
    const entries = { 'a/x.pt': { name: 'A' }, 'b/x.pt': { name: 'B' } };
    const alone = await imported(entries, { 'a/x.pt': 1 });
    assert.deepEqual([alone.plan.unmatched, value('a/x.pt').name], [['b/x.pt'], 'A']);
    const beside = await imported(entries, { 'x.pt': 1, 'a/x.pt': 1 });
    assert.deepEqual([beside.plan.items, beside.plan.ambiguous], [[], ['b/x.pt']]);
  });

  it('goes on past a sidecar that cannot be written', async () => {
    write('x.pt', { name: 'old', field_sources: { name: 'civitai' } });
    chmodSync(sidecarPath(join(folder.path, 'x.pt')), 0o444);
    const { result } = await imported(
      { 'x.pt': { name: 'N' }, 'y.pt': { name: 'N' } },
      { 'x.pt': 1, 'y.pt': 1 },
    );
    assert.equal(result.imported, 1);
    assert.deepEqual(
      result.failed.map(({ name, problem }) => [name, problem.code]),
      [['x.pt', 'read_only']],
    );
  });

  it('stops when it is cancelled', async () => {
    const plan = await planImport(folder.path, exported({ 'x.pt': { name: 'N' } }), models({ 'x.pt': 1 }));
    const stopped = applyImport(plan, { overwriteUser: false, signal: AbortSignal.abort() });
    await assert.rejects(stopped, { code: 'cancelled' });
  });

  const broken: readonly [title: string, content: string | Uint8Array][] = [
    ['cut short', '{"models": {'],
    ['a list', '[]'],
    ['without models', '{"a": 1}'],
    ['with a list of models', '{"models": []}'],
    ['200,000 brackets', '['.repeat(200_000)],
    ['nested too deeply', `{"models": {"x.pt": ${'['.repeat(200_000)}${']'.repeat(200_000)}}}`],
    ['not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
  ];
  for (const [title, content] of broken) {
    it(`refuses a file that is ${title}`, async () => {
      const source = folder.write('export.json', content);
      await assert.rejects(planImport(folder.path, source, []), { code: 'not_json' });
    });
  }

  it('says that the file is not there', async () => {
    await assert.rejects(planImport(folder.path, join(folder.path, 'no.json'), []), { code: 'missing' });
  });
});
