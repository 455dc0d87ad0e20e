import assert from 'node:assert/strict';
import { ScrollSpeed } from '../../../../webview-ui/gallery/grid/scrollSpeed';

/** Scrolls step by step, one each 16 ms. @returns whether each was fast */
function scroll(speed: ScrollSpeed, pagesPerSecond: readonly number[], from = { at: 0, time: 0 }): boolean[] {
  let { at, time } = from;
  return pagesPerSecond.map((pages) => {
    time += 16;
    at += (pages * 16) / 1000;
    return speed.isFast(at, time);
  });
}

const steady = (pages: number) => Array.from({ length: 40 }, () => pages);

describe('gallery: how fast the list goes by', () => {
  it('is slow while one reads, and fast in leaps, up and down', () => {
    assert.equal(scroll(new ScrollSpeed(), steady(2)).includes(true), false);
    assert.equal(scroll(new ScrollSpeed(), steady(30)).at(-1), true);
    assert.equal(scroll(new ScrollSpeed(), steady(-30)).at(-1), true);
  });

  it('does not change back and forth about one speed', () => {
    const uneven = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 3 : 8));
    const fast = scroll(new ScrollSpeed(), uneven);
    assert.equal(fast.filter((now, index) => index > 0 && now !== fast[index - 1]).length <= 1, true);
    assert.deepEqual([...new Set(scroll(new ScrollSpeed(), [...steady(20), ...steady(4)]).slice(5))], [true]);
  });

  it('is slow again when it slows down, and after a rest', () => {
    assert.equal(scroll(new ScrollSpeed(), [...steady(30), ...steady(1)]).at(-1), false);
    const speed = new ScrollSpeed();
    scroll(speed, steady(30));
    assert.equal(speed.isFast(1000, 5000), false);
  });
});
