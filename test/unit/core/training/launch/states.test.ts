import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { usableStates } from '../../../../../src/core/training/launch/states';

/** A ZIP archive with nothing in it but a beginning and an end. */
const ARCHIVE = Buffer.concat([
  Buffer.from('PK\x03\x04some data'),
  Buffer.from('PK\x05\x06'),
  Buffer.alloc(18),
]);
const HEADER = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
const MODEL = Buffer.concat([
  Buffer.from([HEADER.length, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from(HEADER),
  Buffer.alloc(8),
]);
const FILES = [
  'train_state.json',
  'model.safetensors',
  'optimizer.bin',
  'scheduler.bin',
  'random_states_0.pkl',
];

describe('the states that a training can go on from', () => {
  let output = '';
  beforeEach(() => {
    output = mkdtempSync(path.join(tmpdir(), 'states '));
  });
  afterEach(() => {
    rmSync(output, { recursive: true });
  });

  function write(name: string, step: number, epoch: number): string {
    const folder = path.join(output, name);
    mkdirSync(folder);
    writeFileSync(
      path.join(folder, 'train_state.json'),
      JSON.stringify({ current_epoch: epoch, current_step: step }),
    );
    writeFileSync(path.join(folder, 'model.safetensors'), MODEL);
    for (const file of FILES.slice(2)) writeFileSync(path.join(folder, file), ARCHIVE);
    return folder;
  }

  it('are the whole ones, by their steps', () => {
    write('x-state', 60, 3);
    write('x-step00000009-state', 9, 1);
    write('x-000001-state', 20, 1);
    mkdirSync(path.join(output, 'sample'));
    assert.deepEqual(
      usableStates(output).map(({ folder, step, epoch }) => [path.basename(folder), step, epoch]),
      [['x-step00000009-state', 9, 1], ['x-000001-state', 20, 1], ['x-state', 60, 3]], // prettier-ignore
    );
    assert.deepEqual(usableStates(path.join(output, 'nowhere')), []);
  });

  it('are not those where a file is missing, empty or cut off', () => {
    for (const [index, file] of FILES.entries()) {
      rmSync(path.join(write(`missing${index}-state`, 1, 1), file));
      truncateSync(path.join(write(`empty${index}-state`, 1, 1), file), 0);
      truncateSync(path.join(write(`cut${index}-state`, 1, 1), file), 30);
    }
    assert.deepEqual(usableStates(output), []);
  });

  it('are not those whose numbers are none', () => {
    for (const [index, text] of ['null', '[]', '{"current_step":-1,"current_epoch":1}', '{"current_step":1.5,"current_epoch":1}', '{"current_step":"1","current_epoch":1}'].entries()) {
      writeFileSync(path.join(write(`x${index}-state`, 1, 1), 'train_state.json'), text);
    }
    assert.deepEqual(usableStates(output), []);
  }); // prettier-ignore
});
