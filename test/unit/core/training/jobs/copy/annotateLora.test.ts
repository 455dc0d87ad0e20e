import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { newestSample } from '../../../../../../src/core/training/jobs/copy/annotateLora';
import { tempFolder } from '../../../../support/tempFolder';

describe('the sample that becomes the preview of a LoRA', () => {
  const folder = tempFolder();
  const part = (number: number, ...samples: string[]) => {
    const output = join(folder.path, String(number));
    mkdirSync(join(output, 'sample'), { recursive: true });
    for (const name of samples) writeFileSync(join(output, 'sample', name), '');
    return output;
  };

  it('is the newest of all parts: the last one may have none, and steps begin at 0 in each', async () => {
    const first = part(1, 'a_000040_00_20261127010000.png', 'a_000020_00_20261127005000.png', 'notes.txt');
    const second = part(2, 'a_000010_00_20261127020000_42.png', 'a_000010_01_20261127020100.png');
    const newest = join(second, 'sample', 'a_000010_01_20261127020100.png');
    assert.equal(await newestSample([first, second, part(3)]), newest);
    assert.equal(await newestSample([part(4), join(folder.path, 'none')]), undefined);
  });
});
