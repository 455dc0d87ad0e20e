import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Emitter } from '../../../../src/ui/platform/emitter';

describe('an event', () => {
  it('reaches every listener, although one throws, and the caller goes on', async () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event(() => {
      throw new TypeError('of another extension');
    });
    emitter.event((value) => heard.push(value));
    const unhandled = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const reported = new Promise((resolve) => process.once('uncaughtException', resolve));
    try {
      emitter.fire(1);
      assert.deepEqual(heard, [1]);
      assert.match(String(await reported), /of another extension/);
    } finally {
      for (const listener of unhandled) process.on('uncaughtException', listener);
    }
  });

  it('is no longer heard by a listener that was disposed', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    const listen = (value: number) => heard.push(value);
    const first = emitter.event(listen);
    emitter.event(listen);
    first.dispose();
    emitter.fire(1);
    assert.deepEqual(heard, [1]);
  });
});
