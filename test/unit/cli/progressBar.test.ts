import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Output } from '../../../src/cli/output';
import { progressBar } from '../../../src/cli/progressBar';
import type { Progress } from '../../../src/core/progress/progress';

const half: Progress = {
  phase: 'hashing',
  percent: 55,
  files: { done: 2, total: 4 },
  bytes: { done: 1e9, total: 2e9 },
  perSecond: 5e8,
  secondsLeft: 20,
  requests: 3,
};

describe('the progress bar of the command line', () => {
  const { stderr } = process;
  const { isTTY } = stderr;
  const write = stderr.write.bind(stderr);
  let written: string;
  beforeEach(() => {
    written = '';
    stderr.write = (chunk: string | Uint8Array) => {
      written += String(chunk);
      return true;
    };
  });
  afterEach(() => {
    stderr.write = write;
    stderr.isTTY = isTTY;
  });

  it('tells files, bytes, rate, time left and requests on a terminal', async () => {
    stderr.isTTY = true;
    const bar = await progressBar(new Output(false));
    bar.update(half);
    bar.stop();
    assert.match(
      written,
      /█+░+ Hashing · 2 of 4 files · 1\.0 GB of 2\.0 GB · 500 MB\/s · 20 s left · 3 requests/,
    );
  });

  it('makes room for a note, and leaves it there in the end', async () => {
    stderr.isTTY = true;
    const output = new Output(false);
    const bar = await progressBar(output);
    bar.update(half);
    output.note('a note');
    bar.stop();
    output.note('another note');
    // The line of the bar is erased, the note ends its own, and the bar's end is where the note ended.
    assert.match(written, /\r\u001b\[Ka note\n\u001b7/);
    assert.match(written, /\u001b8[^\n]*another note\n$/);
  });

  it('shows nothing in a pipe', async () => {
    stderr.isTTY = false;
    const bar = await progressBar(new Output(false));
    bar.update(half);
    bar.stop();
    assert.equal(written, '');
  });
});
