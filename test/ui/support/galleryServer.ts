import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { openBrowser } from '../../../scripts/browser.mjs';
import { ensureChromium } from '../../../scripts/provision.mjs';
import { paintedPng } from '../../civitai/pictures';

const PICTURES = Array.from({ length: 24 }, (_, index) => painted(256, 320, index));

function painted(width: number, height: number, index: number): Buffer {
  return paintedPng(width, height, (x, y) => [
    (60 + index * 37 + x / 2) % 256,
    (40 + index * 71 + y / 3) % 256,
    (90 + index * 13 + (x + y) / 4) % 256,
  ]);
}

/** The built page, as its webview would load it; any address of a picture gives one. */
export function serve(): Promise<Server> {
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

/** Opens an address in a browser of its own. */
export async function inPage<T>(
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
