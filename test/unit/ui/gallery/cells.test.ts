import assert from 'node:assert/strict';
import { pageCells } from '../../../../src/ui/gallery/page/cells';
import { Gate } from '../../support/gate';
import { cellOf } from '../../support/galleryUi';

describe('a cell of a gallery’s page', () => {
  const shown = async (more: Parameters<typeof cellOf>[1], blurAbove = 2, thumbnail?: string) => {
    const [cell] = await pageCells([cellOf('/a/b.png', more)], {
      blurAbove: () => blurAbove,
      thumbnailAt: () => Promise.resolve(thumbnail),
      addressOf: (path) => `web:${path}`,
    });
    assert.ok(cell);
    return cell;
  };

  it('is blurred above the level of the user, and where Civitai’s level is not known', async () => {
    const blurred = async (more: Parameters<typeof cellOf>[1], blurAbove?: number) => {
      const { level, blurred: isBlurred } = await shown(more, blurAbove);
      return [level, isBlurred];
    };
    assert.deepEqual(await blurred({ level: 2 }), ['PG-13', false]);
    assert.deepEqual(await blurred({ level: 4 }), ['R', true]);
    assert.deepEqual(await blurred({ level: 4 }, 4), ['R', false]);
    assert.deepEqual(await blurred({ isOwn: false }), ['?', true]);
    assert.deepEqual(await blurred({ isOwn: false }, 16), ['?', false]);
    assert.deepEqual(await blurred({}), ['', false], 'the user’s own');
  });

  it('is blurred by the level that the user has when it is told, not when it was asked for', async () => {
    const gate = new Gate();
    let blurAbove = 16;
    const asked = pageCells([cellOf('/a/b.png', { level: 8 })], {
      blurAbove: () => blurAbove,
      thumbnailAt: async () => {
        await gate.pass();
        return undefined;
      },
      addressOf: (path) => path,
    });
    await gate.reached;
    blurAbove = 2;
    gate.open();
    assert.equal((await asked)[0]?.blurred, true);
  });

  it('says what a model is, as far as that is known', async () => {
    assert.equal((await shown({ kind: 'model', facts: ['v2', 'SDXL 1.0'] })).facts, 'v2 · SDXL 1.0');
    assert.equal((await shown({ kind: 'model', facts: [] })).facts, undefined);
  });

  it('has nothing to blur where a model has no preview', async () => {
    assert.equal((await shown({ kind: 'model', isOwn: false })).blurred, false);
    assert.equal((await shown({ kind: 'model', isOwn: false, preview: '/a/p.jpg' })).blurred, true);
  });

  it('gives addresses of this page only, and those of videos to play', async () => {
    assert.equal((await shown({})).thumbnail, undefined);
    assert.equal((await shown({ kind: 'video' })).source, 'web:/a/b.png');
    const made = await shown({}, 2, '/t/1.jpg');
    assert.deepEqual([made.thumbnail, made.source], ['web:/t/1.jpg', undefined]);
  });

  it('says that a picture has gone', async () => {
    assert.match((await shown({ isGone: true, kind: 'video' })).problem ?? '', /not there any more/);
    assert.equal((await shown({ isGone: true, kind: 'video' })).source, undefined);
    assert.equal((await shown({ problem: 'empty' })).problem, 'empty');
  });
});
