import assert from 'node:assert/strict';
import { formatBytes, formatDuration } from '../../../../../src/core/text/amounts';
import { progressPercent, progressText } from '../../../../../src/core/models/view/progressText';
import type { AnnotateProgress } from '../../../../../src/core/models/identify/types';

const WITHOUT_RATE: AnnotateProgress = {
  phase: 'hashing',
  files: 10_000,
  filesDone: 1234,
  bytes: 45e9,
  bytesDone: 3.2e9,
  bytesPerSecond: 0,
  requests: 45,
};
const PROGRESS: AnnotateProgress = { ...WITHOUT_RATE, bytesPerSecond: 812e6, secondsLeft: 51.5 };

describe('progress text', () => {
  it('says files, bytes, rate, time left and requests', () => {
    assert.equal(
      progressText(PROGRESS),
      'Hashing · 1,234 of 10,000 files · 3.2 GB of 45.0 GB · 812 MB/s · 60 s left · 45 requests',
    );
  });

  it('leaves out what is not known or over', () => {
    assert.equal(
      progressText({ ...WITHOUT_RATE, requests: 1 }),
      'Hashing · 1,234 of 10,000 files · 3.2 GB of 45.0 GB · 1 request',
    );
    assert.equal(
      progressText({ ...PROGRESS, phase: 'previews', bytesDone: PROGRESS.bytes, requests: 0 }),
      'Downloading previews · 1,234 of 10,000 files · 45.0 GB of 45.0 GB · 0 requests',
    );
    assert.equal(
      progressText({ ...PROGRESS, phase: 'asking', bytes: 0, bytesDone: 0 }),
      'Asking Civitai · 1,234 of 10,000 files · 45 requests',
    );
  });

  it('is translated with its numbers in place', () => {
    const reversed = progressText(PROGRESS, (message, ...args) => `[${message}|${args.join(';')}]`);
    assert.match(reversed, /\[\{0\} of \{1\} files\|1,234;10,000\]/);
  });

  it('measures by bytes while hashing, and keeps most of the bar for it', () => {
    assert.equal(Math.round(progressPercent(PROGRESS)), 16);
    assert.equal(Math.round(progressPercent({ ...PROGRESS, phase: 'asking' })), 1);
    assert.equal(Math.round(progressPercent({ ...PROGRESS, bytes: 0 })), 12);
    assert.equal(progressPercent({ ...PROGRESS, phase: 'asking', files: 0, filesDone: 0 }), 0);
    assert.equal(progressPercent({ ...PROGRESS, bytesDone: 46e9 }), 100);
  });
});

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
