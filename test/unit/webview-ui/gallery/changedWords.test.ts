import assert from 'node:assert/strict';
import { changedWords } from '../../../../webview-ui/gallery/detail/changedWords';

/** The text with its changed parts in brackets. */
function marked(before: string, now: string): string {
  return changedWords(before, now)
    .map(({ text, changed }) => (changed ? `[${text}]` : text))
    .join('');
}

describe('gallery: words that changed against the prompt before', () => {
  it('are those that it did not have there', () => {
    assert.equal(marked('a red cat, on a mat', 'a blue cat, on a mat, 4k'), 'a [blue] cat, on a mat, [4k]');
    assert.equal(marked('same text', 'same text'), 'same text');
    assert.equal(marked('a b c d', 'a c d'), 'a c d');
    assert.equal(marked('', 'new words'), '[new] [words]');
    assert.equal(marked('old', ''), '');
  });

  it('are those that moved, too', () => {
    assert.equal(marked('cat, dog, bird', 'dog, bird, cat'), 'dog, bird, [cat]');
  });

  it('keep the spaces and lines of the text', () => {
    assert.equal(marked('a b', ' a\n\n  x,b '), ' a\n\n  [x],b ');
  });

  it('are not marked in a text that is longer than any prompt', () => {
    const long = 'word '.repeat(20_000);
    assert.deepEqual(changedWords('other', long), [{ text: long, changed: false }]);
  });

  it('are found in very long texts, too', () => {
    const words = Array.from({ length: 3000 }, (_, index) => `w${index}`);
    const other = [...words].reverse();
    assert.equal(
      changedWords(words.join(' '), other.join(' ')).some(({ changed }) => changed),
      false,
    );
    assert.equal(marked(words.join(' '), `x ${words.slice(1).join(' ')}`).startsWith('[x] w1'), true);
  });
});
