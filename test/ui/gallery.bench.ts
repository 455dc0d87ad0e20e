// The page of the gallery in a real browser with 50,000 pictures: how long until the first row is there, the frames
// while it is scrolled for 30 seconds, a letter typed into its search box, and how much its heap grows; beside a page
// of plain pictures. Frames tell of a machine that has nothing else to do; the time that the page's own thread works
// for a frame can be compared everywhere.
import type { AddressInfo } from 'node:net';
import type { CDPSession } from 'playwright-core';
import { median, printRow } from '../bench/rows';
import {
  fakeHost,
  plainPictures,
  scrollFrames,
  timeOfFirstRow,
  timeOfKeystroke,
} from './support/galleryPage';
import { inPage, serve } from './support/galleryServer';

const COUNT = 50_000;
const ROUNDS = 3;
/** Pixels a frame. */
const STEP = 12;

/** MiB that are used after what is not needed any more was let go. */
async function heap(devTools: CDPSession): Promise<number> {
  await devTools.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await devTools.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize / 2 ** 20;
}

interface Scrolled {
  /** Milliseconds of each. */
  readonly frames: readonly number[];
  /** Milliseconds that the thread of the page ran for each, whatever else the machine did. */
  readonly work: number;
}

async function working(devTools: CDPSession, scroll: () => Promise<number[]>): Promise<Scrolled> {
  const ran = async () => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await ran();
  const frames = await scroll();
  return { frames, work: ((await ran()) - before) / frames.length };
}

function p95(frames: readonly number[]): number {
  const sorted = [...frames].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.95)] ?? NaN;
}

async function bench(): Promise<void> {
  const server = await serve();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const firstRows: number[] = [];
  const keystrokes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await inPage(address, async (page) => {
      await page.evaluate(fakeHost, { count: COUNT });
      firstRows.push(await page.evaluate(timeOfFirstRow));
      for (const text of ['c', 'ca', 'cat']) keystrokes.push(await page.evaluate(timeOfKeystroke, text));
    });
  }
  const plain = await inPage(address, async (page, devTools) => {
    await page.evaluate(plainPictures, 1500);
    return working(devTools, () => page.evaluate(scrollFrames, { seconds: 10, step: STEP }));
  });
  const { reading, scrolled, grown } = await inPage(address, async (page, devTools) => {
    await page.evaluate(fakeHost, { count: COUNT });
    await page.evaluate(timeOfFirstRow);
    const before = await heap(devTools);
    return {
      reading: await working(devTools, () => page.evaluate(scrollFrames, { seconds: 10, step: STEP })),
      scrolled: await working(devTools, () => page.evaluate(scrollFrames, { seconds: 30, step: STEP, changing: true })), // prettier-ignore
      grown: (await heap(devTools)) - before,
    };
  });
  server.close();
  printRow('gallery of 50,000 pictures, first row', median(firstRows), 'ms', { atMost: 500 });
  printRow('  30 s of scrolling: 95 of 100 frames are shorter than', p95(scrolled.frames), 'ms', {
    atMost: 20,
  });
  printRow('  30 s of scrolling: longest frame', Math.max(...scrolled.frames), 'ms', { atMost: 100 });
  printRow('  30 s of scrolling: work of the page for a frame', scrolled.work, 'ms');
  printRow('  scrolled as one reads: 95 of 100 frames', p95(reading.frames), 'ms', { atMost: 20 });
  printRow('  scrolled as one reads: work of the page for a frame', reading.work, 'ms');
  printRow('    a page of plain pictures: 95 of 100 frames', p95(plain.frames), 'ms');
  printRow('    a page of plain pictures: longest frame', Math.max(...plain.frames), 'ms');
  printRow('    a page of plain pictures: work of the page for a frame', plain.work, 'ms');
  printRow('  a letter in the search box, to other rows', median(keystrokes), 'ms');
  printRow('  heap grown by scrolling', grown, 'MiB', { atMost: 50 });
}

void bench();
