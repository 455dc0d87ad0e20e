import assert from 'node:assert/strict';
import { estimateTokens } from '../../../../../src/core/training/dataset/tokens';

describe('estimateTokens', () => {
  for (const [text, tokens] of [
    ['', 0],
    ['a photo of a cat', 5],
    ['red hat, blue eyes', 5],
    ['1girl', 2],
    ['extraordinarily', 3],
    ['赤い帽子', 4],
    ['кошка', 3],
  ] as const)
    it(`is ${tokens} for “${text}”`, () => {
      assert.equal(estimateTokens(text), tokens);
    });

  it('takes no longer for a text of a stranger', () => {
    assert.equal(estimateTokens('x'.repeat(600_000)), 100_000);
  });
});
