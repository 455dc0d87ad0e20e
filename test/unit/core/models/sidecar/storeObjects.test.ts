import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { readSidecar, updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { tempFolder } from '../../../support/tempFolder';

describe('sidecar with objects, or of another tool', () => {
  const folder = tempFolder();

  it('keeps the digits of unknown keys within the objects that it changes', async () => {
    const model = join(folder.path, 'n.pt');
    folder.write(
      'n.pt.metadata.json',
      '{\n  "file_info": {\n    "sizeKB": 7.0,\n    "seed": 12345678901234567890,\n    "id": 1\n  }\n}',
    );
    await updateSidecar(model, () => ({ file_info: { sizeKB: 7, id: 2 } }));
    assert.equal(
      readFileSync(sidecarPath(model), 'utf8').replace(/,\n {2}"last_updated": "[^"]*"/, ''),
      '{\n  "file_info": {\n    "sizeKB": 7.0,\n    "seed": 12345678901234567890,\n    "id": 2\n  }\n}',
    );
  });

  it('keeps unknown keys that every object of JavaScript has, too', async () => {
    const model = join(folder.path, 'p.pt');
    const before =
      '{\n  "__proto__": { "notes": "no" },\n  "constructor": 7.0,\n' +
      '  "file_info": {\n    "id": 1,\n    "toString": 7.0\n  }\n}';
    folder.write('p.pt.metadata.json', before);
    assert.deepEqual(await readSidecar(model), { kind: 'ok', sidecar: { file_info: { id: 1 } } });
    await updateSidecar(model, () => ({ file_info: undefined, notes: 'mine' }));
    assert.equal(
      readFileSync(sidecarPath(model), 'utf8').replace(/,\n {2}"last_updated": "[^"]*"/, ''),
      before.replace('\n    "id": 1,', '').replace('  }\n}', '  },\n  "notes": "mine"\n}'),
    );
  });

  it('cannot be made where its name would be too long, and says what to do', async () => {
    const model = join(folder.path, `${'x'.repeat(240)}.pt`);
    assert.deepEqual(await readSidecar(model), { kind: 'absent' });
    await assert.rejects(
      updateSidecar(model, () => ({ notes: 'mine' })),
      { code: 'bad_name', advice: 'Give the file, or the model that it belongs to, a shorter name.' },
    );
  });

  it('is never Lora Manager’s file of a model `x.safetensors.ckpt`', async () => {
    const theirs = JSON.stringify({
      file_name: 'x.safetensors',
      file_path: 'D:/x',
      sha256: 'ab',
      notes: 'n',
    });
    const path = folder.write('x.safetensors.metadata.json', theirs);
    const model = join(folder.path, 'x.safetensors');
    assert.equal((await readSidecar(model)).kind, 'broken');
    await assert.rejects(updateSidecar(model, () => ({ notes: 'mine' })));
    assert.equal(readFileSync(path, 'utf8'), theirs);
  });
});
