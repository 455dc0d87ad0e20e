import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tagCounts } from '../../../../../webview-ui/training/pictures/tags';

describe('tags by frequency', () => {
  it('count captions, not mentions; the most frequent first, then by name', () => {
    const captions = ['b, a, a', ' a ,c', '', 'c', 'B'];
    assert.deepEqual(tagCounts(captions), [['a', 2], ['c', 2], ['B', 1], ['b', 1]]); // prettier-ignore
  });
});
