// The page of the gallery in a real browser with 50,000 pictures: how long until the first row is there, the frames
// while it is scrolled for 30 seconds, a letter typed into its search box, and how much its heap grows; beside a page
// of plain pictures. Frames tell of a machine that has nothing else to do; the time that the page's own thread works
// for a frame can be compared everywhere.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { openBrowser } from '../../scripts/browser.mjs';
import { ensureChromium } from '../../scripts/provision.mjs';
import { paintedPng } from '../civitai/pictures';
import { median, printRow } from '../bench/rows';
import {
  fakeHost,
  plainPictures,
  scrollFrames,
  timeOfFirstRow,
  timeOfKeystroke,
} from './support/galleryPage';

const COUNT = 50_000;
const ROUNDS = 3;
/** Pixels a frame. */
const STEP = 12;
const PICTURES = Array.from({ length: 24 }, (_, index) => painted(256, 320, index));

function painted(width: number, height: number, index: number): Buffer {
  return paintedPng(width, height, (x, y) => [
    (60 + index * 37 + x / 2) % 256,
    (40 + index * 71 + y / 3) % 256,
    (90 + index * 13 + (x + y) / 4) % 256,
  ]);
}

/** The built page, as its webview would load it; any address of a picture gives one. */
function serve(): Promise<Server> {
  const built = (name: string) => readFileSync(path.join('dist/webview', name));
  const files = new Map<string, [type: string, body: Buffer | string]>([
    ['/', ['text/html', '<!DOCTYPE html><link rel="stylesheet" href="/gallery.css"><body></body>']],
    ['/gallery.css', ['text/css', built('gallery.css')]],
    ['/gallery.js', ['text/javascript', built('gallery.js')]],
    ['/codicon.ttf', ['font/ttf', built('codicon.ttf')]],
  ]);
  const server = createServer((request, response) => {
    const address = (request.url ?? '').split('?')[0] ?? '';
    const index = Number(/^\/(?:small|large)\/(\d+)\.png$/.exec(address)?.[1] ?? NaN);
    const picture = PICTURES[index];
    const [type, body] = picture ? ['image/png', picture] : (files.get(address) ?? ['text/plain', '']);
    response.setHeader('content-type', type);
    response.end(body);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function inPage<T>(
  address: string,
  work: (page: Page, devTools: CDPSession) => Promise<T>,
): Promise<T> {
  const { page, close } = await openBrowser(await ensureChromium(), () => undefined);
  try {
    await page.goto(address);
    return await work(page, await page.context().newCDPSession(page));
  } finally {
    await close();
  }
}

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
