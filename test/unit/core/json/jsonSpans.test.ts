import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { jsonElementSpans } from '../../../../src/core/json/jsonSpans';

describe('the elements of a JSON array', () => {
  it('are found whatever they hold and however they are written', () => {
    const spaces = fc.constantFrom(undefined, 1, '\t');
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), spaces, (values, space) => {
        const text = ` ${JSON.stringify(values, undefined, space)} `;
        const spans = jsonElementSpans(text, { start: 1, end: text.length - 1 });
        assert.deepEqual(
          spans.map(({ start, end }) => JSON.parse(text.slice(start, end)) as unknown),
          JSON.parse(JSON.stringify(values)),
        );
      }),
    );
  });
});
