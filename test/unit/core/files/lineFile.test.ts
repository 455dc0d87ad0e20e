import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineFile } from '../../../../src/core/files/lineFile';
import { tempFolder } from '../../support/tempFolder';

describe('LineFile', () => {
  const folder = tempFolder();

  async function linesOf(file: LineFile): Promise<string[]> {
    const lines: string[] = [];
    await file.read((line) => lines.push(line));
    return lines;
  }

  it('gives every line whole, however long and wherever the reads end', async () => {
    const file = new LineFile(join(folder.path, 'new/lines'));
    // Characters of three bytes, so that reads end within them; one line is longer than several reads.
    const lines = Array.from({ length: 4000 }, (_, index) => `${index} ${'語'.repeat(index % 700)}`);
    lines.push('語'.repeat(2_000_000), 'after');
    await file.append(`${lines.join('\n')}\n`);
    await file.append('last');
    assert.deepEqual(await linesOf(file), [...lines, 'last']);
  });

  it('is empty where it is not there, and says when it cannot be read', async () => {
    const file = new LineFile(join(folder.path, 'lines'));
    assert.deepEqual([await linesOf(file), await file.read(() => assert.fail())], [[], 0]);
    mkdirSync(join(folder.path, 'lines'));
    await assert.rejects(linesOf(file), { code: 'EISDIR' });
  });
});
