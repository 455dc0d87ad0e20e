// The page of the run view in a real browser: how long a curve of 500,000 points takes to be drawn, and the longest
// frame while it is zoomed and panned by keys, wheel and drag, and while 200 samples are scrolled; beside a loop that only draws the lowest and
// the highest point of each column.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../scripts/browser.mjs';
import { ensureChromium } from '../../scripts/provision.mjs';
import { paintedPng } from '../civitai/pictures';
import {
  fakeHost,
  longestFrame,
  plainLoop,
  scrollFrames,
  timeOfFirstDraw,
  watchFrames,
  zoomFrames,
} from './support/curvePage';
import { median, printRow } from '../bench/rows';

const POINTS = 500_000;
const ROUNDS = 3;
const PICTURES = [0, 1, 2, 3, 4].map((index) => ({
  small: painted(512, index),
  large: painted(1024, index),
}));

function painted(side: number, index: number): Buffer {
  return paintedPng(side, side, (x, y) => [(x * (index + 1)) % 256, (y * 3) % 256, (x + y) % 256]);
}

/** The built page, as its webview would load it. */
function serve(): Promise<Server> {
  const built = (name: string) => readFileSync(path.join('dist/webview', name));
  const files = new Map<string, [type: string, body: Buffer | string]>([
    ['/', ['text/html', '<!DOCTYPE html><link rel="stylesheet" href="/run.css"><body></body>']],
    ['/run.css', ['text/css', built('run.css')]],
    ['/run.js', ['text/javascript', built('run.js')]],
    ['/codicon.ttf', ['font/ttf', built('codicon.ttf')]],
    ...PICTURES.flatMap(({ small, large }, index): [string, [string, Buffer]][] => [
      [`/small/${index}.png`, ['image/png', small]],
      [`/large/${index}.png`, ['image/png', large]],
    ]),
  ]);
  const server = createServer((request, response) => {
    const [type, body] = files.get((request.url ?? '').split('?')[0] ?? '') ?? ['text/plain', ''];
    response.setHeader('content-type', type);
    response.end(body);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function inPage<T>(address: string, work: (page: Page) => Promise<T>): Promise<T> {
  const { page, close } = await openBrowser(await ensureChromium(), () => undefined);
  try {
    await page.goto(address);
    return await work(page);
  } finally {
    await close();
  }
}

/** Zooms in, pans and zooms out by the wheel, a notch at a time. @returns the longest frame, milliseconds */
async function wheelFrames(page: Page): Promise<number> {
  const { x, y, width, height } = await chartBox(page);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.evaluate(watchFrames);
  for (const [key, by] of [
    ['Control', -100],
    ['Shift', 100],
    ['Shift', -100],
    ['Control', 100],
  ] as const) {
    // prettier-ignore
    await page.keyboard.down(key);
    for (let notch = 0; notch < 20; notch++) await page.mouse.wheel(0, by);
    await page.keyboard.up(key);
  }
  return page.evaluate(longestFrame);
}

/** Zooms in by dragging over the curve, four times, and shows all again. @returns the longest frame, milliseconds */
async function dragFrames(page: Page): Promise<number> {
  const { x, y, width, height } = await chartBox(page);
  const middle = y + height / 2;
  await page.evaluate(watchFrames);
  for (let time = 0; time < 4; time++) {
    await page.mouse.move(x + width * 0.2, middle);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.8, middle, { steps: 30 });
    await page.mouse.up();
  }
  await page.mouse.dblclick(x + width / 2, middle);
  return page.evaluate(longestFrame);
}

async function chartBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.locator('.chart .u-over').first().boundingBox();
  if (!box) throw new Error('There is no chart.');
  return box;
}

async function bench(): Promise<void> {
  const server = await serve();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const firstDraws: number[] = [];
  const plain: number[] = [];
  let [frame, wheel, drag, scrolled] = [0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    await inPage(address, async (page) => {
      await page.evaluate(fakeHost, { points: POINTS, samples: 0 });
      firstDraws.push(await page.evaluate(timeOfFirstDraw, POINTS));
      frame = Math.max(frame, await page.evaluate(zoomFrames));
      wheel = Math.max(wheel, await wheelFrames(page));
      drag = Math.max(drag, await dragFrames(page));
      plain.push(await page.evaluate(plainLoop, POINTS));
    });
  }
  await inPage(address, async (page) => {
    await page.evaluate(fakeHost, { points: 1000, samples: 200 });
    await page.evaluate(timeOfFirstDraw, 1000);
    scrolled = await page.evaluate(scrollFrames);
  });
  server.close();
  printRow('curve of 500,000 points, first drawn', median(firstDraws), 'ms', { atMost: 300 });
  printRow('  a plain loop over the same points', median(plain), 'ms');
  printRow('  longest frame while zooming and panning by keys', frame, 'ms', { atMost: 50 });
  printRow('  longest frame while zooming and panning by the wheel', wheel, 'ms', { atMost: 50 });
  printRow('  longest frame while zooming by dragging', drag, 'ms', { atMost: 50 });
  printRow('200 samples of 1024², longest frame while scrolling', scrolled, 'ms', { atMost: 50 });
}

void bench();
