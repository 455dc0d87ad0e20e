import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { LogEvent } from '../../../../../src/core/training/log/events';
import { createLogParser } from '../../../../../src/core/training/log/logParser';

const LOGS = 'test/fixtures/training/logs';

function eventsOf(pieces: readonly Uint8Array[]): LogEvent[] {
  const events: LogEvent[] = [];
  const parser = createLogParser((event) => events.push(event));
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return events;
}

describe('the parser of a log', () => {
  it('gives the same events wherever the bytes are cut, within a character too', () => {
    for (const name of readdirSync(LOGS)) {
      const bytes = readFileSync(join(LOGS, name)).subarray(0, 12_000);
      const whole = eventsOf([bytes]);
      assert.ok(whole.length > 0, name);
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (cuts) => {
          const places = [0, ...cuts.sort((one, other) => one - other), bytes.length];
          const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
          assert.deepEqual(eventsOf(pieces), whole);
        }),
        { numRuns: 8 },
      );
    }
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
        (pieces) => void eventsOf(pieces),
      ),
    );
  });

  it('keeps one line at most, however long', () => {
    const events = eventsOf([
      Buffer.from('epoch 1/2\n'),
      ...Array.from({ length: 500 }, () => Buffer.alloc(10_000, 'x')),
    ]);
    assert.ok(events.every((event) => JSON.stringify(event).length < 100_000));
  });
});
