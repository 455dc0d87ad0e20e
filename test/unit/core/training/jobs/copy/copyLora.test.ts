import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { copyLora } from '../../../../../../src/core/training/jobs/copy/copyLora';
import { tempFolder } from '../../../../support/tempFolder';

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

describe('copying a LoRA to the folder of LoRAs', () => {
  const folder = tempFolder();
  const copy = (bytes: string, name = 'aria') =>
    copyLora(folder.write('last.safetensors', bytes), join(folder.path, 'loras'), name, 'dreamshaper_8');
  const loras = () => readdirSync(join(folder.path, 'loras')).sort();

  it('gives it a name with the base model and the next version', async () => {
    await copy('one');
    await copy('two');
    assert.deepEqual(loras(), [
      'aria_lora_dreamshaper_8_v1.safetensors',
      'aria_lora_dreamshaper_8_v2.safetensors',
    ]);
    assert.equal(
      readFileSync(join(folder.path, 'loras/aria_lora_dreamshaper_8_v2.safetensors'), 'utf8'),
      'two',
    );
  });

  it('never replaces a file, and fills gaps', async () => {
    mkdirSync(join(folder.path, 'loras'));
    writeFileSync(join(folder.path, 'loras/aria_lora_dreamshaper_8_v1.safetensors'), 'other');
    mkdirSync(join(folder.path, 'loras/aria_lora_dreamshaper_8_v2.safetensors'));
    const { path } = await copy('one');
    assert.match(path, /_v3\.safetensors$/);
    assert.equal(
      readFileSync(join(folder.path, 'loras/aria_lora_dreamshaper_8_v1.safetensors'), 'utf8'),
      'other',
    );
  });

  it('does not copy the same LoRA again', async () => {
    const first = await copy('one');
    await copy('two');
    assert.deepEqual(await copy('one'), first);
    assert.equal(loras().length, 2);
  });

  it('gives each of several at once its own name', async () => {
    const sources = await Promise.all(
      LETTERS.map((text) =>
        copyLora(folder.write(`${text}.safetensors`, text), join(folder.path, 'loras'), 'aria', 'base'),
      ),
    );
    assert.equal(new Set(sources.map(({ path }) => path)).size, 8);
    assert.deepEqual(loras().map((name) => readFileSync(join(folder.path, 'loras', name), 'utf8')).sort(), LETTERS); // prettier-ignore
  });

  it('makes a file name of any name', async () => {
    const { path } = await copy('one', '../ария:1');
    assert.equal(path, join(folder.path, 'loras', '_ария_1_lora_dreamshaper_8_v1.safetensors'));
  });

  it('tells the SHA-256 of what it copied, and leaves nothing behind where it fails', async () => {
    const { sha256 } = await copy('one');
    assert.equal(sha256, '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed');
    await assert.rejects(copyLora(join(folder.path, 'none'), join(folder.path, 'loras'), 'x', 'y'), {
      code: 'missing',
    });
    assert.equal(loras().length, 1);
  });
});
