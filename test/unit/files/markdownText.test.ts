import assert from 'node:assert/strict';
import { markdownText } from '../../../src/core/files/markdownText';

describe('markdownText', () => {
  it('leaves words alone', () => assert.equal(markdownText('ink style 2 ä 水'), 'ink style 2 ä 水'));

  it('takes the meaning from every mark', () => {
    const marks = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
    assert.equal(markdownText(marks), marks.replace(/./g, '\\$&'));
  });

  it('makes one line, so that no list, heading or code block begins', () => {
    assert.equal(markdownText('  a\n\n    b\r\n# c\t'), 'a b \\# c');
  });
});
