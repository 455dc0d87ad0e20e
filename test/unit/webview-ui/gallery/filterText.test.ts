import assert from 'node:assert/strict';
import {
  hasFlag,
  pickCount,
  pickedValue,
  withFlag,
  withPicked,
} from '../../../../webview-ui/gallery/toolbar/filterText';

describe('gallery: picks in the text of the filter', () => {
  it('are read from it', () => {
    const filter = 'cat Base:"SDXL 1.0" -tag:dog tag:style steps:>30';
    assert.equal(pickedValue(filter, 'base'), 'SDXL 1.0');
    assert.equal(pickedValue(filter, 'tag'), 'style');
    assert.equal(pickedValue(filter, 'creator'), undefined);
    assert.equal(pickCount(`${filter} has:prompt`), 3);
  });

  it('are not found in quotes, in other words, or where they are excluded', () => {
    assert.equal(pickedValue('"a tag:style" metatag:x -tag:y', 'tag'), undefined);
    assert.equal(hasFlag('"has:prompt" -has:prompt', 'has:prompt'), false);
  });

  it('are added at the end, in quotes, so that they count as a whole', () => {
    assert.equal(withPicked('', 'level', 'pg13'), 'level:pg13');
    assert.equal(withPicked('a  cat', 'base', 'SDXL 1.0'), 'a  cat base:"SDXL 1.0"');
    const odd = withPicked('a ', 'tag', 'the "best\\" one');
    assert.equal(odd, 'a tag:"the \\"best\\\\\\" one"');
    assert.equal(pickedValue(`${odd} b`, 'tag'), 'the "best\\" one');
  });

  it('take the place of the one before, and leave the rest as it was typed', () => {
    assert.equal(withPicked('a  tag:x  -b', 'tag', 'y z'), 'a  tag:"y z"  -b');
    assert.equal(withPicked('tag:x b tag:"w w"', 'tag', 'y'), 'tag:"y" b ');
    assert.equal(withPicked('a tag:x b', 'tag', undefined), 'a b');
    assert.equal(withPicked('a b', 'tag', undefined), 'a b');
  });

  it('can be on or off', () => {
    assert.equal(withFlag('cat', 'is:favourite', true), 'cat is:favourite');
    assert.equal(withFlag('cat is:favourite', 'is:favourite', true), 'cat is:favourite');
    assert.equal(withFlag('is:favourite cat', 'is:favourite', false), 'cat');
    assert.equal(hasFlag('cat IS:favourite', 'is:favourite'), true);
  });

  it('take time in step with the length of the text', () => {
    assert.equal(withPicked('"'.repeat(20_001), 'tag', 'x').endsWith('tag:"x"'), true);
  });
});
