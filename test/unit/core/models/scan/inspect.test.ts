import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { inspectFile } from '../../../../../src/core/models/scan/inspect';
import { safetensorsBytes } from '../safetensorsFile';
import { tempFolder } from '../../../support/tempFolder';

const cut = safetensorsBytes({ a: { dtype: 'F16', shape: [50], data_offsets: [0, 100] } }, 50);

describe('inspectFile', () => {
  const folder = tempFolder();
  const problemOf = (name: string, bytes: Uint8Array | string) =>
    inspectFile(folder.write(name, bytes), Date.now()).problem?.code;

  /** Of a GGUF file that is not young any more. */
  const oldProblemOf = (bytes: Uint8Array) => {
    const path = folder.write('a.gguf', bytes);
    return inspectFile(path, statSync(path).mtimeMs + 60_000).problem?.code;
  };

  it('gives the summary of a safetensors header', () => {
    const bytes = safetensorsBytes({ __metadata__: { ss_network_module: 'networks.lora' } });
    const path = folder.write('a.SafeTensors', bytes);
    assert.deepEqual(inspectFile(path, Date.now()), { header: { type: 'LORA' } });
  });

  for (const page of [
    '<!DOCTYPE html><html>',
    '<!doctype HTML>',
    '\n  <HTML lang="en">',
    '\ufeff<html>',
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
  ]) {
    for (const name of ['a.safetensors', 'b.ckpt', 'c.gguf']) {
      it(`knows ${JSON.stringify(page)} for a web page in ${name}`, () =>
        assert.equal(problemOf(name, page), 'html'));
    }
  }

  it('refuses empty files of every kind', () => {
    for (const name of ['a.safetensors', 'a.ckpt', 'a.gguf']) assert.equal(problemOf(name, ''), 'empty');
  });

  it('refuses a ZIP file without its end, and no other', () => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200_000)]);
    assert.equal(problemOf('a.ckpt', zip), 'truncated');
    const comment = Buffer.alloc(18 + 0xffff);
    assert.equal(problemOf('a.pt', Buffer.concat([zip, Buffer.from('PK\x05\x06'), comment])), undefined);
    assert.equal(problemOf('a.pth', Buffer.from([0x80, 2, 0x2e])), undefined);
  });

  it('tells base model and type of a GGUF file by its own keys and tensors', () => {
    const header = (bytes: Buffer) => inspectFile(folder.write('a.gguf', bytes), Date.now()).header;
    const flux = gguf('flux', 'double_blocks.0.img_attn.qkv.weight');
    assert.deepEqual(header(flux), { baseModel: 'Flux.1 D', toldBy: 'gguf', type: 'Checkpoint' });
    assert.deepEqual(header(gguf('t5encoder', 'enc.blk.0.attn_q.weight')), { type: 'TextEncoder' });
  });

  it('refuses a GGUF file whose header or tensors are longer than the file', () => {
    const flux = gguf('flux', 'double_blocks.0.img_attn.qkv.weight', 'last.weight');
    assert.equal(oldProblemOf(flux), undefined);
    for (let length = 4; length < flux.length; length += 7)
      assert.equal(oldProblemOf(flux.subarray(0, length)), 'truncated', String(length));
    assert.equal(oldProblemOf(flux.subarray(0, -1)), 'truncated');
    assert.equal(oldProblemOf(Buffer.concat([flux, Buffer.alloc(31)])), undefined);
    const claims = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(2 ** 40), u64(2 ** 40)]);
    assert.equal(oldProblemOf(claims), 'truncated');
    // Of a header that is longer than what is read, and of another version, nothing is known.
    assert.equal(oldProblemOf(Buffer.concat([claims, text('k'), u32(8), u64(2 ** 21), Buffer.alloc(2 ** 20)])), undefined); // prettier-ignore
    assert.equal(oldProblemOf(Buffer.concat([Buffer.from('GGUF'), u32(1), Buffer.alloc(8)])), undefined);
  });

  it('knows a GGUF file by its beginning', () => {
    assert.equal(problemOf('a.gguf', 'ggml'), 'bad_header');
  });

  it('names the answer of a server that was saved as a model', () => {
    const answer =
      '{"error":"Unauthorized","message":"The creator of this asset requires\\n you to be logged in"}';
    for (const name of ['a.safetensors', 'b.ckpt', 'c.gguf', 'd.bin']) {
      const { problem } = inspectFile(folder.write(name, answer), Date.now());
      assert.equal(problem?.code, 'error_answer', name);
      assert.match(problem.message, /“The creator of this asset requires you to be logged in”$/);
    }
    assert.equal(problemOf('a.ckpt', ' {"code": 401}'), 'error_answer');
    assert.equal(problemOf('a.ckpt', '{ not JSON'), undefined);
    assert.equal(problemOf('a.safetensors', safetensorsBytes({ [`x${'y'.repeat(100)}`]: { dtype: 'F16', shape: [0], data_offsets: [0, 0] } })), undefined); // prettier-ignore
  });

  it('names a pointer of Git LFS, and tells the hash of the file that it stands for', () => {
    const sha256 = 'ab'.repeat(32);
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize 6938078334\n`;
    for (const [name, bytes] of [
      ['a.safetensors', pointer],
      ['b.ckpt', pointer.replaceAll('\n', '\r\n')],
      ['c.gguf', pointer.replace('oid', 'ext-0-foo sha256:00\noid')],
    ] as const) {
      const inspection = inspectFile(folder.write(name, bytes), Date.now());
      assert.deepEqual([inspection.problem?.code, inspection.sha256], ['lfs_pointer', sha256], name);
      assert.match(inspection.problem?.message ?? '', /not the model itself \(6\.\d GB\)/);
    }
    assert.equal(inspectFile(folder.write('d.ckpt', pointer.replace('ab', 'zz')), 0).sha256, undefined);
    assert.equal(problemOf('e.ckpt', pointer + 'x'.repeat(2000)), undefined);
  });

  it('refuses a header that is longer than the file', () => {
    const path = folder.write('a.safetensors', Buffer.concat([u64(5000), Buffer.from('{"__metadata__":{')]));
    assert.equal(inspectFile(path, statSync(path).mtimeMs + 60_000).problem?.code, 'truncated');
  });

  it('counts a file cut short as growing while it is young', () => {
    const path = folder.write('a.safetensors', cut);
    const { mtimeMs } = statSync(path);
    assert.equal(inspectFile(path, mtimeMs + 59_000).problem?.code, 'growing');
    assert.equal(inspectFile(path, mtimeMs + 60_000).problem?.code, 'truncated');
    // The clock of a file server may be ahead.
    assert.equal(inspectFile(path, mtimeMs - 59_000).problem?.code, 'growing');
    assert.equal(inspectFile(path, mtimeMs - 60_000).problem?.code, 'truncated');
  });

  it('takes a whole young file for what it is', () => {
    const path = folder.write('a.safetensors', safetensorsBytes({}));
    assert.equal(inspectFile(path, statSync(path).mtimeMs).problem, undefined);
  });

  it('counts a file that aria2 has not finished as growing', () => {
    const path = folder.write('a.safetensors', safetensorsBytes({}));
    writeFileSync(`${path}.aria2`, '');
    assert.equal(inspectFile(path, Date.now()).problem?.code, 'growing');
  });

  it('says what is wrong and what to do, without naming a folder', () => {
    const { problem } = inspectFile(folder.write('a.safetensors', cut), Date.now());
    assert.match(problem?.message ?? '', /^a\.safetensors is cut short: \d+ of \d+ bytes are there\.$/);
    assert.notEqual(problem?.advice, '');
    assert(!JSON.stringify(problem).includes(folder.path));
  });

  it('reports a file that is gone', () => {
    assert.equal(inspectFile(`${folder.path}/none.pt`, Date.now()).problem?.code, 'missing');
  });
});

const text = (value: string): Buffer => Buffer.concat([u64(value.length), Buffer.from(value)]);

/** A GGUF file with tensors of 8 × 8 single floats. */
function gguf(architecture: string, ...tensors: string[]): Buffer {
  const header = [
    ...[Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(2)],
    ...[text('general.tags'), u32(9), u32(8), u64(1), text('art')],
    ...[text('general.architecture'), u32(8), text(architecture)],
    ...tensors.flatMap((name, index) => [text(name), u32(2), u64(8), u64(8), u32(0), u64(index * 256)]),
  ];
  return Buffer.concat([...header, Buffer.alloc(tensors.length * 256)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
