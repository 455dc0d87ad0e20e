import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatBytes, formatDuration } from '../../../../src/core/text/amounts';

describe('formatBytes', () => {
  const cases: [number, string][] = [
    [-1, '0 B'],
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [99_949, '99.9 KB'],
    [99_951, '100 KB'],
    [999_499, '999 KB'],
    [999_500, '1.0 MB'],
    [6_938_041_050, '6.9 GB'],
    [2e15, '2000 TB'],
  ];
  for (const [bytes, text] of cases) it(`${bytes} → ${text}`, () => assert.equal(formatBytes(bytes), text));
});

describe('formatDuration', () => {
  const cases: [number, string][] = [
    [0, 'under 10 s'],
    [9.9, 'under 10 s'],
    [31, '40 s'],
    [60, '1 min'],
    [61, '2 min'],
    [3600, '1 h 0 min'],
    [7500, '2 h 5 min'],
  ];
  for (const [seconds, text] of cases)
    it(`${seconds} → ${text}`, () => assert.equal(formatDuration(seconds), text));
});
