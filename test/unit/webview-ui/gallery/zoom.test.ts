import assert from 'node:assert/strict';
import { blurOf, fitted, panned, zoomedAt } from '../../../../webview-ui/gallery/detail/zoom';

const PICTURE = { width: 1000, height: 500 };
const FRAME = { width: 500, height: 500 };

describe('gallery: zoom of a picture', () => {
  it('fits a large picture, and leaves a small one as it is, in the middle', () => {
    assert.deepEqual(fitted(PICTURE, FRAME), { scale: 0.5, x: 0, y: 125 });
    assert.deepEqual(fitted({ width: 100, height: 50 }, FRAME), { scale: 1, x: 200, y: 225 });
  });

  it('zooms about the point under the mouse', () => {
    const zoomed = zoomedAt(fitted(PICTURE, FRAME), 4, { x: 100, y: 250 }, PICTURE, FRAME);
    assert.deepEqual(zoomed, { scale: 2, x: -300, y: -250 });
  });

  it('is never smaller than all of it, nor larger than 16 times', () => {
    const least = zoomedAt({ scale: 1, x: 0, y: 0 }, 0.01, { x: 0, y: 0 }, PICTURE, FRAME);
    assert.deepEqual(least, fitted(PICTURE, FRAME));
    assert.equal(zoomedAt(least, 1e6, { x: 0, y: 0 }, PICTURE, FRAME).scale, 16);
  });

  it('is blurred by the same share of what is shown, however large it is', () => {
    for (const width of [400, 1000, 8000]) {
      const picture = { width, height: width / 2 };
      const { scale } = fitted(picture, FRAME);
      const share = (blurOf(picture) * scale) / (width * scale);
      assert.ok(Math.abs(share - 0.06) < 1e-9, String(share));
    }
  });

  it('is moved to its edges, and not beyond', () => {
    const zoomed = { scale: 2, x: -300, y: -250 };
    assert.deepEqual(panned(zoomed, 1e4, -1e4, PICTURE, FRAME), { scale: 2, x: 0, y: -500 });
    assert.deepEqual(panned(fitted(PICTURE, FRAME), 50, 50, PICTURE, FRAME), fitted(PICTURE, FRAME));
  });
});
