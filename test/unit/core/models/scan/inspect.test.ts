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
    const text = (value: string) => Buffer.concat([u64(value.length), Buffer.from(value)]);
    const gguf = (architecture: string, ...tensors: string[]) =>
      Buffer.concat([
        ...[Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(2)],
        ...[text('general.tags'), u32(9), u32(8), u64(1), text('art')],
        ...[text('general.architecture'), u32(8), text(architecture)],
        ...tensors.flatMap((name) => [text(name), u32(2), u64(3072), u64(3072), u32(0), u64(0)]),
      ]);
    const header = (bytes: Buffer) => inspectFile(folder.write('a.gguf', bytes), Date.now()).header;
    const flux = gguf('flux', 'double_blocks.0.img_attn.qkv.weight');
    assert.deepEqual(header(flux), { baseModel: 'Flux.1 D', toldBy: 'gguf', type: 'Checkpoint' });
    assert.deepEqual(header(gguf('t5encoder', 'enc.blk.0.attn_q.weight')), { type: 'TextEncoder' });
    // Cut short, or claiming what it has not.
    for (let length = 4; length < flux.length; length += 7) assert.ok(header(flux.subarray(0, length)));
    assert.deepEqual(header(Buffer.concat([Buffer.from('GGUF'), u32(3), u64(2 ** 40), u64(2 ** 40)])), {});
  });

  it('knows a GGUF file by its beginning', () => {
    assert.equal(problemOf('a.gguf', 'GGUF\x03'), undefined);
    assert.equal(problemOf('a.gguf', 'ggml'), 'bad_header');
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
