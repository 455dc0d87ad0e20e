import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { changeCaption, tagsOf } from '../../../../../src/core/training/form/captionTags';

describe('the tags of a caption', () => {
  it('stand between the commas of its first line', () => {
    assert.deepEqual(tagsOf('\uFEFFohwx, (red coat:1.2),, street \r\nmore, tags'), [
      'ohwx',
      '(red coat:1.2)',
      'street',
    ]);
    assert.deepEqual(tagsOf(''), []);
  });

  it('are added in front, once', () => {
    const add = (caption: string) => changeCaption(caption, { kind: 'prepend', tag: ' ohwx ' });
    assert.equal(add('red coat\n'), 'ohwx, red coat\n');
    assert.equal(add('red coat, ohwx'), 'red coat, ohwx');
    assert.equal(add(''), 'ohwx');
    assert.equal(add('\uFEFFred\r\nmore'), '\uFEFFohwx, red\r\nmore');
  });

  it('are replaced and removed whole; what has none of them stays as it is written', () => {
    const replace = (caption: string, by: string) =>
      changeCaption(caption, { kind: 'replace', tag: 'red', by });
    assert.equal(replace('red, red coat', 'blue'), 'blue, red coat');
    assert.equal(replace('red,blue', 'blue'), 'blue');
    assert.equal(replace('a ,b', 'blue'), 'a ,b');
    assert.equal(replace('red, b', ''), 'b');
    assert.equal(changeCaption('a, red, b\n', { kind: 'remove', tag: 'red' }), 'a, b\n');
    assert.equal(changeCaption('red coat', { kind: 'remove', tag: 'red' }), 'red coat');
    assert.equal(replace('blue, x, red, y, red', 'blue'), 'blue, x, y');
    assert.equal(replace('blue, x, blue', 'red'), 'blue, x, blue');
  });

  it('end at each comma; what is typed with commas is tags that follow each other', () => {
    const caption = 'ohwx, (a, b:1.2), c, b';
    const change = (kind: 'prepend' | 'remove', tag: string) => changeCaption(caption, { kind, tag });
    const replace = (tag: string, by: string) => changeCaption(caption, { kind: 'replace', tag, by });
    assert.equal(change('remove', '(a, b:1.2)'), 'ohwx, c, b');
    assert.equal(change('remove', 'b, c'), caption);
    assert.equal(change('remove', ' , '), caption);
    assert.equal(change('prepend', '(a,b:1.2)'), caption);
    assert.equal(change('prepend', 'c, d'), `c, d, ${caption}`);
    assert.equal(replace('(a, b:1.2)', 'b'), 'ohwx, b, c');
    assert.equal(replace('c', '(a, d)'), 'ohwx, (a, b:1.2), (a, d), b');
    assert.equal(replace('c', 'c, d'), 'ohwx, (a, b:1.2), c, d, b');
    assert.equal(replace('c, b', 'c'), 'ohwx, (a, b:1.2), c');
  });
});
