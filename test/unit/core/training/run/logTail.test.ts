import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LogTail, MOST_LINES } from '../../../../../src/core/training/run/logTail';

describe('the end of a log for a view', () => {
  const linesOf = (...pieces: (string | Uint8Array)[]) => {
    const log = new LogTail();
    for (const piece of pieces) log.write(typeof piece === 'string' ? Buffer.from(piece) : piece);
    return log.all().lines;
  };

  it('has of a bar its last state, and none of the runner', () => {
    const bar = (at: number) => `\rsteps: ${at}%|██ | ${at}/100 [00:01<00:02, avr_loss=0.${at}]`;
    assert.deepEqual(
      linesOf(`begin\n${bar(1)}${bar(2)}\r@@event {"event": "step", "step": 2}\n${bar(3)}\nend\n`),
      ['begin', bar(3).slice(1), 'end'],
    );
  });

  it('has neither colours nor signs that steer, nor secrets', () => {
    const token = 'hf_abcdefghijklmnopqrstuvwx';
    assert.deepEqual(
      linesOf(`\u001b[31mred\u001b[0m \u202eevil\u0007 ${token}\r\nwandb_api_key=12345678\n`),
      ['red \\u202eevil\\u0007 [hidden]', 'wandb_api_key=[hidden]'],
    );
  });

  it('is the same however the bytes arrive', () => {
    const all = Buffer.from(
      'prepare images. 学習 🎨\r\n\rsteps: 1%|█|\r@@event {"event":"step"}\n\rsteps: 2%|█| hf_abcdefghijklmnopqrst\n\n\u001b[32mdone\u001b[0m\n',
    );
    const whole = linesOf(all);
    assert.equal(whole[0], 'prepare images. 学習 🎨');
    for (let at = 1; at < all.length; at++)
      assert.deepEqual(linesOf(all.subarray(0, at), all.subarray(at)), whole, `cut at ${at}`);
    assert.deepEqual(linesOf(...Array.from(all, (_, at) => all.subarray(at, at + 1))), whole);
  });

  it('keeps the last lines and tells how many were before', () => {
    const log = new LogTail();
    for (let line = 1; line <= 3 * MOST_LINES; line++) log.write(Buffer.from(`line ${line}\n`));
    const { fresh, lines, leftOut } = log.all();
    assert.deepEqual([fresh, lines.length, leftOut], [true, MOST_LINES, 2 * MOST_LINES]);
    assert.equal(lines[0], `line ${2 * MOST_LINES + 1}`);
  });

  it('gives what is new once, and all that is kept where more came', () => {
    const log = new LogTail();
    log.write(Buffer.from('one\ntwo\n'));
    log.all();
    log.write(Buffer.from('three\nfo'));
    assert.deepEqual(log.takeNew(), { fresh: false, lines: ['three'], leftOut: 0 });
    assert.deepEqual(log.takeNew().lines, []);
    log.write(Buffer.from(`ur\n${'more\n'.repeat(3 * MOST_LINES)}`));
    const { fresh, lines } = log.takeNew();
    assert.deepEqual([fresh, lines.length], [true, MOST_LINES]);
  });

  it('cuts a line that never ends', () => {
    const log = new LogTail();
    for (let piece = 0; piece < 100; piece++) log.write(Buffer.from('x'.repeat(10_000)));
    log.write(Buffer.from('\n'));
    assert.ok((log.all().lines[0] ?? '').length <= 4001);
  });
});
