import assert from 'node:assert/strict';
import { linkArguments, markdownText } from '../../../../src/core/text/markdownText';

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

describe('the arguments of a command in a link', () => {
  it('hold nothing that ends the link, and come back as they were', () => {
    const path = '/models/a) [b](c:\\d "e" ä %.safetensors';
    const written = linkArguments([path]);
    assert.doesNotMatch(written, /[()[\]<>"\s\\]/);
    assert.deepEqual(JSON.parse(decodeURIComponent(written)), [path]);
  });
});
