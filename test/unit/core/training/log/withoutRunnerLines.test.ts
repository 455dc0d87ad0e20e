import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withoutRunnerLines } from '../../../../../src/core/training/log/withoutRunnerLines';

const OUTPUT =
  'steps:  10%|█| 1/10\r@@event {"event":"step","step":1,"loss":0.1}\n\rsteps:  20%|█| 2/10\r\nmodel saved.\r@@even\n';
const SHOWN = 'steps:  10%|█| 1/10\rsteps:  20%|█| 2/10\r\nmodel saved.\r@@even\n';

describe('the output of a trainer without the lines of the runner', () => {
  it('is the same wherever its pieces end', () => {
    const bytes = Buffer.from(OUTPUT);
    for (let size = 1; size <= bytes.length; size++) {
      const filter = withoutRunnerLines();
      const pieces = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(filter(bytes.subarray(at, at + size)));
      assert.equal(Buffer.concat(pieces).toString(), SHOWN);
    }
  });

  it('is not held back where nothing of the runner can follow', () => {
    const filter = withoutRunnerLines();
    assert.equal(filter(Buffer.from('a\rb')).toString(), 'a\rb');
    assert.equal(filter(Buffer.from('c\r')).toString(), 'c');
    assert.equal(filter(Buffer.from('d')).toString(), '\rd');
  });
});
