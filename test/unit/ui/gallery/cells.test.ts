import assert from 'node:assert/strict';
import { pageCell } from '../../../../src/ui/gallery/page/cells';
import { cellOf } from '../../support/galleryUi';

describe('a cell of a gallery’s page', () => {
  const shown = (more: Parameters<typeof cellOf>[1], blurAbove = 2) =>
    pageCell(cellOf('/a/b.png', more), {
      blurAbove,
      thumbnail: undefined,
      addressOf: (path) => `web:${path}`,
    });

  it('is blurred above the level of the user, and where Civitai’s level is not known', () => {
    const blurred = (more: Parameters<typeof cellOf>[1], blurAbove?: number) => {
      const { level, blurred: isBlurred } = shown(more, blurAbove);
      return [level, isBlurred];
    };
    assert.deepEqual(blurred({ level: 2 }), ['PG-13', false]);
    assert.deepEqual(blurred({ level: 4 }), ['R', true]);
    assert.deepEqual(blurred({ level: 4 }, 4), ['R', false]);
    assert.deepEqual(blurred({ isOwn: false }), ['?', true]);
    assert.deepEqual(blurred({ isOwn: false }, 16), ['?', false]);
    assert.deepEqual(blurred({}), ['', false], 'the user’s own');
  });

  it('has nothing to blur where a model has no preview', () => {
    assert.equal(shown({ kind: 'model', isOwn: false }).blurred, false);
    assert.equal(shown({ kind: 'model', isOwn: false, preview: '/a/p.jpg' }).blurred, true);
  });

  it('says what a model is, as far as that is known', () => {
    assert.equal(shown({ kind: 'model', facts: ['v2', 'SDXL 1.0'] }).facts, 'v2 · SDXL 1.0');
    assert.equal(shown({ kind: 'model', facts: [] }).facts, undefined);
  });

  it('gives addresses of this page only, and those of videos to play', () => {
    assert.equal(shown({}).thumbnail, undefined);
    assert.equal(shown({ kind: 'video' }).source, 'web:/a/b.png');
    const made = pageCell(cellOf('/a/b.png'), { blurAbove: 2, thumbnail: '/t/1.jpg', addressOf: (path) => `web:${path}` }); // prettier-ignore
    assert.deepEqual([made.thumbnail, made.source], ['web:/t/1.jpg', undefined]);
  });

  it('says that a picture has gone', () => {
    assert.match(shown({ isGone: true, kind: 'video' }).problem ?? '', /not there any more/);
    assert.equal(shown({ isGone: true, kind: 'video' }).source, undefined);
    assert.equal(shown({ problem: 'empty' }).problem, 'empty');
  });
});
