import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hasSplitBrackets, tagCounts } from '../../../../../webview-ui/training/pictures/tags';

describe('tags by frequency', () => {
  it('count captions, not mentions; the most frequent first, then by name', () => {
    const captions = ['b, a, a', ' a ,c', '', 'c', 'B'];
    assert.deepEqual(tagCounts(captions), [['a', 2], ['c', 2], ['B', 1], ['b', 1]]); // prettier-ignore
  });

  it('end at a comma in brackets, too', () => {
    assert.deepEqual(['a, (b, c:1.2)', '[a,b]', '(a), (b:1.1)', 'a) , (b', ''].map(hasSplitBrackets), [true, true, false, false, false]); // prettier-ignore
    assert.deepEqual(tagCounts(['(a, b)']), [
      ['(a', 1],
      ['b)', 1],
    ]);
  });
});
